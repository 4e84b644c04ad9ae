"""Compares what a subscriber was told with what CDR and CEL say of the same calls."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from . import contract
from .truth import Person, Story, order

TOLERANCE = 0.050          # seconds


@dataclass
class Told:
    """One call as the messages tell it."""
    call_id: str
    messages: list[dict] = field(default_factory=list)

    def all(self, event: str) -> list[dict]:
        return [message for message in self.messages if message.get("event") == event]

    def first(self, event: str) -> dict | None:
        return next(iter(self.all(event)), None)


@dataclass
class Verdict:
    call_id: str
    story: Story | None
    told: Told | None
    differences: list[str]


def read_messages(text: str) -> tuple[list[tuple[str, dict]], list[str]]:
    """Lines of `TOPIC JSON`, and what is wrong with those that are not."""
    messages, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        topic, _, body = line.partition(" ")
        if topic.endswith("/state"):
            # what the broker keeps for those who come late: no event
            continue
        try:
            payload = json.loads(body)
        except ValueError:
            # a topic cleared, a status in plain words: not about a call
            if "/call/" in topic:
                faults.append(f"line {number}: no JSON on {topic}")
            continue
        messages.append((topic, payload))
    return messages, faults


def by_call(messages: list[tuple[str, dict]]) -> tuple[dict[str, Told], list[str]]:
    """Groups messages on `{prefix}/call/{call_id}/{event}`; an event sent twice (same event_id) counts once."""
    calls: dict[str, Told] = {}
    faults, seen = [], set()
    for topic, payload in messages:
        parts = topic.split("/")
        if len(parts) < 3 or parts[-3] != "call" or not isinstance(payload, dict):
            continue
        call_id, event = parts[-2], parts[-1]
        if (payload.get("call_id"), payload.get("event")) != (call_id, event):
            faults.append(f"{topic} carries {payload.get('event')} of call {payload.get('call_id')}")
        if (mark := payload.get("event_id")) is not None:
            if mark in seen:
                continue
            seen.add(mark)
        calls.setdefault(call_id, Told(call_id)).messages.append(payload)
    return calls, faults


def hangs_together(told: Told | None) -> list[str]:
    """What is wrong with what was told of a call, whatever became of it: some of it may not have been seen."""
    names = [message.get("event") for message in told.messages] if told else []
    wrong = []
    if names.count("hungup") > 1:
        wrong.append("hung up twice")
    if "hungup" in names[:-1]:
        wrong.append("something after hungup")
    if names.count("answered") > 1:
        wrong.append("answered twice")
    numbers = [message["sequence"] for message in told.messages if "sequence" in message] if told else []
    if len(set(numbers)) != len(numbers) or numbers != sorted(numbers):
        wrong.append(f"sequence is {numbers}")
    return wrong


def differences(story: Story, told: Told | None, tolerance: float = TOLERANCE) -> list[str]:
    """What differs between the story of one call and what was told of it, in words."""
    return _differences(story, told, tolerance, contract.declared())


def judge(stories: dict[str, Story], told: dict[str, Told], tolerance: float = TOLERANCE,
          events: frozenset[str] | None = None, lateness: dict[str, float] = {}) -> list[Verdict]:
    """One verdict a call, in the order in which the calls began. `events`: those that are looked for (the spec's).

    `lateness`: by how much a call's times may be off beyond the tolerance, as AMI itself told them that late.
    """
    events = contract.declared() if events is None else events
    verdicts = []
    # said of one, it must be said of all: the bridge knows the trunks
    directed = any("direction" in message for call in told.values() for message in call.messages)
    for call_id, story in stories.items():
        differences = _differences(story, told.get(call_id), tolerance + lateness.get(call_id, 0.0), events)
        if directed and call_id in told:
            differences += _misdirected(story, told[call_id])
        verdicts.append(Verdict(call_id, story, told.get(call_id), differences))
    for call_id, call in told.items():
        if call_id not in stories:
            verdicts.append(Verdict(call_id, None, call, ["invented: Asterisk knows of no such call"]))
    return sorted(verdicts, key=lambda verdict: order(verdict.call_id))


def lateness(seen: dict[str, dict[str, float]], cel: list[dict]) -> dict[str, float]:
    """Call id -> seconds by which AMI told its answers, bridges and ends later than CEL, where another listener saw it do so.

    `seen`: channel's unique id -> {"ANSWER", "BRIDGE_ENTER", "HANGUP"}: when AMI first told of it. Under load Asterisk's
    own two accounts drift apart; that is not the bridge's doing.
    """
    late: dict[str, float] = {}
    for row in cel:
        told = seen.get(row["uniqueid"], {}).get(row["eventtype"])
        if told is not None:
            late[row["linkedid"]] = max(late.get(row["linkedid"], 0.0), told - float(row["eventtime"]))
    return late


def _differences(story: Story, told: Told | None, tolerance: float, events: frozenset[str]) -> list[str]:
    if told is None:
        return ["missing: nothing was said of it"]
    found: list[str] = []
    _check_order(story, told, found)
    _check_ringing(story, told, found)
    _check_answer(story, told, tolerance, found)
    if "transferred" in events:
        _check_transfers(story, told, tolerance, found)
    _check_names(story, told, found)
    for event, count in story.happened.items():
        said = len(told.all(event))
        if event in events and said != count:
            found.append(f"{event} {count} times, said {said} times")
    _check_end(story, told, tolerance, found)
    return found


def _misdirected(story: Story, told: Told) -> list[str]:
    if story.merged_into or not (end := told.first("hungup")) or end.get("direction") in story.directions:
        return []
    return [f"direction {' or '.join(sorted(story.directions))}, said to be {end.get('direction')}"]


# told at once, where what the call itself does can wait for what tells it apart from something else
_OF_AGENTS = {"agent_called", "agent_connected", "agent_completed", "agent_missed"}


def _check_order(story: Story, told: Told, found: list[str]) -> None:
    events = [message.get("event") for message in told.messages]
    ends = events.count("hungup")
    if ends != 1:
        found.append("never hung up" if not ends else f"hung up {ends} times")
    elif events[-1] != "hungup":
        found.append(f"{', '.join(events[events.index('hungup') + 1:])} after hungup")
    numbers = [message["sequence"] for message in told.messages if "sequence" in message]
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        found.append(f"sequence is {numbers}")
    for event in ("ringing", "answered"):
        if events.count(event) > 1:
            found.append(f"{event} {events.count(event)} times")
    if "ringing" in events and "answered" in events and events.index("ringing") > events.index("answered"):
        found.append("ringing after answered")
    if story.pbx_answered and "joined" in events and "answered" in events and events.index("joined") < events.index("answered"):
        found.append("joined before answered")
    times = [time for time in (_time(message) for message in told.messages if message.get("event") not in _OF_AGENTS) if time is not None]
    if times != sorted(times):
        found.append("timestamps go backwards")


def _check_ringing(story: Story, told: Told, found: list[str]) -> None:
    rang = told.first("ringing") is not None
    if story.rang is not None and story.rang != rang:
        found.append("rang, and was not said to" if story.rang else "never rang, and was said to")


def _check_answer(story: Story, told: Told, tolerance: float, found: list[str]) -> None:
    answered = told.first("answered")
    if not story.answer_counts:
        return
    if (story.answered is not None) != (answered is not None):
        found.append("answered, and was not said to" if answered is None else "never answered, and was said to")
        return
    if not answered:
        return
    time = _time(answered)
    if time is not None and not (story.picked_up or story.answered) - tolerance <= time <= story.answered + tolerance:
        found.append(f"answered {1000 * (time - story.answered):+.0f} ms off")
    by = (answered.get("to") or {}).get("extension")
    if story.answered_by and by not in story.answered_by:
        found.append(f"answered by {' or '.join(sorted(story.answered_by))}, said to be by {by}")


# what can only follow from a transfer, where it comes after one
_FOLLOWS = {"answered", "queued", "abandoned", "joined", "left", "retrieved"}


def _check_transfers(story: Story, told: Told, tolerance: float, found: list[str]) -> None:
    said = told.all("transferred")
    kinds = sorted(message.get("transfer", "?") for message in said)
    spare = len(story.moved)
    missing = list(story.transferred)
    for kind in kinds:
        if kind in missing:
            missing.remove(kind)
        elif spare:
            spare -= 1
        else:
            missing.append(kind)
    if missing:
        found.append(f"transfers: {', '.join(sorted(story.transferred)) or 'none'}, said: {', '.join(kinds) or 'none'}")
    for message, time in zip(said, story.transfers):
        for earlier in told.messages[:told.messages.index(message)]:
            if earlier.get("event") in _FOLLOWS and (_time(earlier) or 0) > time + tolerance:
                found.append(f"{earlier['event']} told before the transfer that it follows from")


def _check_names(story: Story, told: Told, found: list[str]) -> None:
    """Nobody gets a number or a name that is not his."""
    if story.caller:
        for message in told.messages:
            _check_party(f"{message.get('event')}: from", message.get("from"), [story.caller], found, missing=False)
    if (answered := told.first("answered")) and story.answerers:
        _check_party("answered: to", answered.get("to"), story.answerers, found)
    if (end := told.first("hungup")) and end.get("outcome") == "answered" and story.answered is not None and story.last:
        _check_party("hungup: to", end.get("to"), story.last, found)
    _check_one_name(told, found)
    people = list(story.people.values())
    if all(person.numbers for person in people):
        for message in told.all("ringing"):
            for phone in message.get("destinations") or []:
                _check_party("ringing: destinations", phone if isinstance(phone, dict) else {"extension": phone}, people, found)


def _check_one_name(told: Told, found: list[str]) -> None:
    """One person has one name, from the answer on: until then it may come later."""
    names: dict[str, set] = {}
    since = next((place for place, message in enumerate(told.messages) if message.get("event") == "answered"), len(told.messages))
    for message in told.messages[since:]:
        for field in ("from", "to", "by", "transferred_by", "answered_by", "party"):
            if isinstance(party := message.get(field), dict) and party.get("extension") is not None:
                names.setdefault(party["extension"], set()).add(party.get("name"))
    for number, each in names.items():
        if len(each) > 1:
            found.append(f"{number} is named {' and '.join(sorted(str(name) for name in each))} in one call")


def _check_party(what: str, said: dict | None, people: list[Person], found: list[str], missing: bool = True) -> None:
    if not all(person.numbers for person in people):
        return
    said = said or {}
    number, name = said.get("extension"), said.get("name")
    if number is None and not missing:
        return
    known = [person for person in people if number in person.numbers]
    if not known:
        wrong = f"{what} is {number}, who was {' or '.join(sorted(set().union(*(person.numbers for person in people))))}"
    elif name is not None and not any(name in person.names for person in known):
        wrong = f"{what} is {number} named {name!r}, who has {' or '.join(sorted(known[0].names)) or 'no'} name"
    else:
        return
    if wrong not in found:
        found.append(wrong)


def _check_end(story: Story, told: Told, tolerance: float, found: list[str]) -> None:
    end = told.first("hungup")
    if not end:
        return
    cause, outcome, code = end.get("cause"), end.get("outcome"), end.get("cause_code")
    if story.causes and cause not in story.causes:
        found.append(f"cause {' or '.join(sorted(story.causes))}, said to be {cause}")
    if story.outcomes and outcome is not None and outcome not in story.outcomes:
        found.append(f"outcome {' or '.join(sorted(story.outcomes))}, said to be {outcome}")
    if cause == "merged":
        into = end.get("merged_into")
        if story.merged_into and into not in story.merged_into:
            found.append(f"merged into {' or '.join(sorted(story.merged_into))}, said to be {into}")
        return
    if story.cause_code is not None and code is not None and code != story.cause_code:
        found.append(f"cause code {story.cause_code}, said to be {code}")
    if story.ended is None:
        found.append("went on in another call or has not ended, said to be hung up")
        return
    talk = end.get("talk_duration_seconds")
    if talk is None or not story.was_talked(talk, tolerance):
        found.append(f"talked {story.talked:.3f} s, said to be {talk}")
    total = end.get("total_duration_seconds")
    if total is None or total < 0 or (talk or 0) > total + 0.002:
        found.append(f"total duration {total}")
    time = _time(end)
    if time is not None and abs(time - story.ended) > tolerance:
        found.append(f"ended {1000 * (time - story.ended):+.0f} ms off")


def _time(message: dict) -> float | None:
    text = message.get("timestamp")
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None


# --- for people ---------------------------------------------------------------------------------------

def report(verdicts: list[Verdict], faults: list[str] = (), verbose: bool = False, tell_all: bool = False) -> str:
    """A table of the calls, then those that differ (`tell_all`: all) with both stories side by side."""
    lines = []
    shown = verdicts if verbose or len(verdicts) <= 60 else [v for v in verdicts if v.differences]
    if shown:
        lines.append(f"{'':2}{'call':<22}{'answered':<14}{'by':<14}{'talk s':>9}  {'transfer':<10}{'cause':<28}")
        for verdict in shown:
            lines.append(_row(verdict))
    for verdict in verdicts:
        if tell_all and not verdict.differences:
            lines += ["", f"call {verdict.call_id}:"] + side_by_side(verdict)
        elif verdict.differences:
            lines += ["", f"call {verdict.call_id} differs:"] + [f"  - {each}" for each in verdict.differences]
            lines += side_by_side(verdict)
    lines += [f"fault: {fault}" for fault in faults]
    wrong = sum(1 for verdict in verdicts if verdict.differences)
    lines.append("")
    lines.append(f"{len(verdicts) - wrong} calls as Asterisk tells them, {wrong} not"
                 + (f", {len(faults)} faults in the messages" if faults else ""))
    return "\n".join(lines)


def _row(verdict: Verdict) -> str:
    story = verdict.story
    mark = "x " if verdict.differences else "  "
    if story is None:
        return f"{mark}{verdict.call_id:<22}(unknown to Asterisk)"
    answered = "-" if story.answered is None else _clock(story.answered)
    causes = " or ".join(sorted(story.causes)) if len(story.causes) <= 2 else "(by no dial of its own)"
    return (f"{mark}{verdict.call_id:<22}{answered:<14}{'/'.join(sorted(story.answered_by)):<14}"
            f"{story.talked:>9.3f}  {','.join(story.transferred):<10}{causes:<28}")


def side_by_side(verdict: Verdict) -> list[str]:
    left = ["CDR and CEL say"]
    if story := verdict.story:
        left += [f"{_clock(story.began)} begins: {', '.join(story.channels)}"]
        if story.answered is not None:
            left.append(f"{_clock(story.answered)} answered by {' or '.join(sorted(story.answered_by)) or '?'}")
        left += [f"{'':12} {kind} transfer" for kind in story.transferred]
        left += [f"{'':12} {event}" for event, count in story.happened.items() for _ in range(count)]
        if story.merged_into:
            left.append(f"{'':12} goes on in {', '.join(sorted(story.merged_into))}")
        if story.ended is not None:
            left.append(f"{_clock(story.ended)} ends: {' or '.join(sorted(story.causes))} ({story.cause_code}), talked {story.talked:.3f} s")
    else:
        left.append("nothing")
    right = ["the messages say"]
    for message in verdict.told.messages if verdict.told else []:
        who = f"{(message.get('from') or {}).get('extension')} → {(message.get('to') or {}).get('extension')}"
        more = f" {message.get('cause')} ({message.get('cause_code')}), {message.get('outcome')}, talked {message.get('talk_duration_seconds')} s" \
            if message.get("event") == "hungup" else ""
        time = _time(message)
        if phones := message.get("destinations"):
            more = f", ringing at {', '.join(str(phone.get('extension') if isinstance(phone, dict) else phone) for phone in phones)}"
        right.append(f"{_clock(time) if time else '':12} {message.get('event')} {who}{more}")
    if len(right) == 1:
        right.append("nothing")
    width = min(max(len(line) for line in left), 78)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    return [f"    {a:<{width}} | {b}" for a, b in zip(left, right)]


def _clock(time: float) -> str:
    return datetime.fromtimestamp(time).strftime("%H:%M:%S.%f")[:-3]


def judge_files(messages: Path, cel: Path, cdr: Path, tolerance: float = TOLERANCE):
    """Judges files; returns the verdicts and the faults of the messages themselves."""
    from . import config, truth
    stories = truth.stories(truth.read(cel, list(config.CEL_COLUMNS)), truth.read(cdr, config.CDR_COLUMNS))
    received, faults = read_messages(messages.read_text())
    told, more = by_call(received)
    return judge(stories, told, tolerance), faults + more
