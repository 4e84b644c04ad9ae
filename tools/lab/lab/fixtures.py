"""A scenario's capture as a fixture: cleaned of what is private, with what must be told of it.

NAME.expected.jsonl has one object a message, call by call in the order in which they began. It says what the
contract (the scenario's `expect`) and Asterisk's own account (CDR and CEL) say, and nothing that only our own
output says. Objects name only the members that matter; a time or a number of seconds may be off by 50 ms.
"""

import json
import re
import shutil
import subprocess
import tempfile
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from . import asterisk, config, contract, judging, paths, scenario, truth

PARTIES = ("from", "to", "by", "transferred_by", "answered_by", "party", "phone", "agent")


def keep(captured: Path, fixtures: Path, names: list[str], wiretap: Path) -> list[str]:
    """Writes the fixtures of these scenarios, and returns what was private and has been replaced, in words."""
    replaced = _clean(captured, fixtures, names, wiretap)
    for name in names:
        for kind in ("cdr.csv", "cel.csv"):
            text = (captured / f"{name}.{kind}").read_text()
            for old, new in replaced.items():
                text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
            (fixtures / f"{name}.{kind}").write_text(text)
        (fixtures / f"{name}.expected.jsonl").write_text(expected(fixtures, name))
    return [f"{old} is now {new}" for old, new in replaced.items()]


def keep_states(captured: Path, fixtures: Path, names: list[str], wiretap: Path) -> list[str]:
    """The same of scenarios that are about what the PBX lists: the stream, and what it listed."""
    replaced = _clean(captured, fixtures, names, wiretap)
    for name in names:
        shutil.copy(captured / f"{name}.states.jsonl", fixtures)
    return [f"{old} is now {new}" for old, new in replaced.items()]


def _clean(captured: Path, fixtures: Path, names: list[str], wiretap: Path) -> dict[str, str]:
    """Writes the cleaned streams; returns what was private, by what has replaced it."""
    if not names:
        return {}
    fixtures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="asterisk-mqtt-lab-") as folder:
        cleaned = [Path(shutil.copy(captured / f"{name}.raw", folder)) for name in names]
        # all at once: the same thing gets the same stand-in everywhere
        _wiretap(wiretap, "sanitize", *map(str, cleaned))
        replaced: dict[str, str] = {}
        invented = _invented()
        for name, file in zip(names, cleaned):
            text = _take_back((captured / f"{name}.raw").read_bytes(), file.read_bytes(), invented, replaced)
            (fixtures / f"{name}.raw").write_bytes(text)
    return replaced


def expected(fixtures: Path, name: str) -> str:
    """What must be told of a scenario: one line of JSON a message."""
    one = scenario.load(scenario.played_in(name))
    cel = truth.read(fixtures / f"{name}.cel.csv", list(config.CEL_COLUMNS))
    cdr = truth.read(fixtures / f"{name}.cdr.csv", config.CDR_COLUMNS)
    stories = sorted(truth.stories(cel, cdr).values(), key=lambda story: story.began)
    if len(stories) != len(one.expect):
        raise asterisk.LabError(f"{name}: {len(one.expect)} calls expected, CEL has {len(stories)}")
    ids = [story.call_id for story in stories]
    lines = []
    for events, story in zip(one.expect, stories):
        for event in events:
            lines.append(json.dumps(_message(event, story, ids, one.cdr)))
    return "".join(line + "\n" for line in lines)


def _message(event: dict, story: truth.Story, ids: list[str], by_account: bool) -> dict:
    message = {"event": event["event"], "call_id": story.call_id}
    for field, value in event.items():
        if field in PARTIES and isinstance(value, str):
            value = {"extension": value}
        elif field == "merged_into":
            value = ids[value]
        elif field == "destinations":
            value = [{"extension": phone} if isinstance(phone, str) else phone for phone in value]
        message[field] = value
    if story.dialled_first and event["event"] in contract.CORE:
        message["dialled"] = story.dialled_first
    if not by_account:
        return message
    if event["event"] == "answered" and story.answered is not None and story.answer_counts:
        message["timestamp"] = _stamp(story.answered)
    if event["event"] == "hungup":
        _add_end(message, story)
    return message


def _add_end(message: dict, story: truth.Story) -> None:
    if message.get("cause") == "merged":
        message.setdefault("outcome", "merged")
        return
    if len(story.causes) == 1:
        message.setdefault("cause", *story.causes)
    if len(story.outcomes) == 1:
        message.setdefault("outcome", *story.outcomes)
    if story.cause_code is not None:
        message.setdefault("cause_code", story.cause_code)
    if story.ended is not None:
        message["timestamp"] = _stamp(story.ended)
        # where the caller waited on after the last talk, how long they talked is not beyond doubt
        if all(abs(end - story.talk_ends[0]) < judging.TOLERANCE for end in story.talk_ends):
            message["talk_duration_seconds"] = round(story.talked, 3)


def _stamp(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _invented() -> set[str]:
    """The names of people that the lab made up itself: they are nobody's, and the scenarios speak of them."""
    texts = [file.read_text() for file in (paths.TOOLS / "etc/pbx").glob("*.slot.conf")]
    found = {name for text in texts for name in re.findall(r'callerid="([^"]+)"|,(\w+)$|0,(\w+),', text, re.M) for name in name if name}
    for name in scenario.names():
        one = scenario.load(name)
        found |= {call["from"]["name"] for call in one.calls if isinstance(call["from"], dict) and "name" in call["from"]}
        for action in one.actions:
            found |= set(re.findall(r'^"?([^"<]+?)"? *<', action.get("pbx", {}).get("CallerID", "")))
    return found


@cache
def _words() -> frozenset[str]:
    """Every word of the lab's dialplans and scenarios: whatever is made of them alone is nobody's."""
    texts = [file.read_text() for file in (*(paths.TOOLS / "etc/pbx").glob("*.conf"), *paths.SCENARIOS.glob("*.json"))]
    return frozenset(word for text in texts for word in re.findall(r"\w+", text.replace("@P@", " ")))


def _take_back(original: bytes, cleaned: bytes, invented: set[str], replaced: dict[str, str]) -> bytes:
    """The cleaned stream with what the lab made up as it was; `replaced` gets what stays replaced."""
    lines, result, ours = original.split(b"\n"), cleaned.split(b"\n"), _words()
    if len(lines) != len(result):
        raise asterisk.LabError("wiretap sanitize changed the number of lines")
    for number, (old, new) in enumerate(zip(lines, result)):
        if old == new:
            continue
        header, _, value = old.decode("utf-8", "replace").strip().partition(": ")
        instead = new.decode("utf-8", "replace").strip().partition(": ")[2]
        if value in invented or header == "Digit" or set(re.findall(r"\w+", value)) <= ours | set(re.findall(r"\w+", instead)):
            result[number] = old
        else:
            replaced[value] = instead
    return b"\n".join(result)


def _wiretap(wiretap: Path, *arguments: str) -> str:
    done = subprocess.run([str(wiretap.resolve()), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise asterisk.LabError(f"wiretap {arguments[0]}: {done.stderr.strip()[-300:]}")
    return done.stdout
