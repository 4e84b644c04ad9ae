"""Scenarios as files: who calls whom, what each person does, and what the bridge must say of it.

    {
      "about": "one line for people",
      "phones":  {"22": ["ring", "wait 1", "answer", "wait 3", "hangup"],
                  "23": [["ring"], ["ring", "answer"]]},       # a list of lists: first call, second call …
      "calls":   [{"id": "a", "at": 0, "from": "21", "dial": "22", "do": ["wait 2", "refer 23"]}],
      "actions": [{"at": 4, "replace": "a", "with": "b"}],
      "expect":  [[{"event": "ringing", "from": "21", "to": "22", "destinations": ["22"]}, …]],
      "otherwise": [[…]],                                      # as right as `expect`: Asterisk itself goes one way or the other
      "cdr":     true,                                         # false: CDR and CEL can't tell this one
      "mix":     true,                                         # false: it needs the PBX for itself; "weekly": not in the mix
                                                               # of a check of a change
      "open":    "what is told wrongly, and why",              # a known fault: only --all plays it
      "versions": ["16"]                                       # where it works, if not everywhere
    }

Numbers are those of slot 0; `Scenario.number` turns them into another slot's. Times (`at`, `wait`,
`cancel`) are seconds since the scenario began or since the step before.

Steps of a person (phones' side, see etc/phones/extensions.conf): `ring`, `progress`, `answer`, `wait S`,
`talk S` (with sound, so that RTP flows), `hold S`, `dtmf DIGITS`, `refer NUMBER` (302 before the answer,
REFER after it), `hangup [CAUSE]` (17 busy, 21 rejected, 34 congestion …). In `dtmf` a number in braces
is one of the slot: `dtmf {23}`.

A call: `from` is a phone of the PBX, or {"number", "name"} for somebody outside (the trunk); `cancel S`
gives up after that long without an answer; `do` are the caller's steps once the PBX answered.

Actions: {"replace": ID, "with": ID} transfers one call onto the other (REFER with Replaces);
{"hangup": ID}; {"pbx": {AMI action}}, in which `PJSIP/{22}-*` is the newest channel of that name; {"ari": PATH,
"query": {…}} posts to ARI for the lab's own application (lab/ari.py); {"stop": "pbx"};
{"list": true} compares what is kept with the PBX's lists just then. An ID is a call's, `in 22` the
last call that came to phone 22, `in 22 1` the first one.

`expect` has one list a call, in the order in which the calls begin. Each event names the fields that
matter: `from`, `to` (an extension, or an object, of which `"name": null` says that there is none), lists
and plain values compare as they are; `"merged_into": 1` is the second call of the scenario.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from . import config, paths

PHONES = ("21", "22", "23", "24", "25", "26")

VERBS = {"ring", "progress", "answer", "wait", "talk", "hold", "dtmf", "refer", "hangup"}


class ScenarioError(Exception):
    """The file says something that the runner doesn't know."""


@dataclass
class Scenario:
    name: str
    about: str
    phones: dict
    calls: list[dict]
    actions: list[dict] = field(default_factory=list)
    expect: list[list[dict]] = field(default_factory=list)
    otherwise: list[list[dict]] = field(default_factory=list)
    cdr: bool = True
    mix: bool | str = True
    open: str = ""
    versions: list[str] = field(default_factory=lambda: list(paths.VERSIONS))

    @property
    def lists(self) -> bool:
        """Whether it is about what the PBX lists, and not only about calls."""
        return any("list" in action for action in self.actions)

    def number(self, number: str, slot: int) -> str:
        return config.prefix(slot) + number

    def steps(self, steps: list[str], slot: int) -> str:
        """The steps in the dialplan's form: `ring|wait=1|refer=23`."""
        return "|".join(self._step(step, slot) for step in steps)

    def _step(self, step: str, slot: int) -> str:
        verb, _, what = step.partition(" ")
        if verb not in VERBS:
            raise ScenarioError(f"{self.name}: unknown step {step!r}; there are {', '.join(sorted(VERBS))}")
        if verb == "refer":
            what = self.number(what, slot)
        return f"{verb}={self.fill(what, slot)}" if what else verb

    def fill(self, text: str, slot: int) -> str:
        """`{22}` in a text is phone 22 of the slot; `{}` its prefix alone."""
        return re.sub(r"\{(\w*)\}", lambda m: self.number(m[1], slot), text)


def load(name: str) -> Scenario:
    """A scenario by name, or by the path of its file."""
    file = Path(name) if name.endswith(".json") else paths.SCENARIOS / f"{name}.json"
    if not file.exists():
        raise ScenarioError(f"no scenario {name}: `run --list` names them all")
    fields = json.loads(file.read_text())
    try:
        return Scenario(name=file.stem, phones=fields.pop("phones", {}), calls=fields.pop("calls", []), **fields)
    except TypeError as error:
        raise ScenarioError(f"{file}: {error}") from error


def played_in(capture: str) -> str:
    """The scenario of a capture: `busy`, or `busy+early-ringing` for a time when something went another way."""
    return capture.partition("+")[0]


def names() -> list[str]:
    return sorted(file.stem for file in paths.SCENARIOS.glob("*.json"))


def playable(scenarios: list[str], version: str) -> list[str]:
    """Those of the scenarios that this version of Asterisk can play."""
    return [name for name in scenarios if version in load(name).versions]
