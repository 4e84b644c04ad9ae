"""Judges what is published of queues and agents by `queue_log`, which Asterisk's queues write by themselves.

A row is `SECONDS|CALLER|QUEUE|MEMBER|EVENT|DATA…`: who called, by his channel's unique id, and what happened to him.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .judging import Told

# event of the log -> the message, and where the log has its fields (by place in the data)
_EVENTS = {
    "ENTERQUEUE": ("queued", {"position": 2}),
    "ABANDON": ("abandoned", {}), "EXITWITHTIMEOUT": ("abandoned", {}), "EXITWITHKEY": ("abandoned", {}), "EXITEMPTY": ("abandoned", {}),
    "CONNECT": ("agent_connected", {"hold_duration_seconds": 0}),
    "RINGNOANSWER": ("agent_missed", {}),
    "COMPLETEAGENT": ("agent_completed", {"hold_duration_seconds": 0, "talk_duration_seconds": 1}),
    "COMPLETECALLER": ("agent_completed", {"hold_duration_seconds": 0, "talk_duration_seconds": 1}),
    # the exten and the context come first
    "BLINDTRANSFER": ("agent_completed", {"hold_duration_seconds": 2, "talk_duration_seconds": 3}),
    "ATTENDEDTRANSFER": ("agent_completed", {}), "TRANSFER": ("agent_completed", {}),
}
MESSAGES = frozenset(message for message, _ in _EVENTS.values())
_AGENTS = ("agent_connected", "agent_completed", "agent_missed")
# the log and AMI count the same seconds one after the other
_SECOND = 1


@dataclass
class Entry:
    """What the log has of a caller in a queue."""
    time: int
    caller: str
    queue: str
    member: str
    event: str
    data: list[str]

    @property
    def message(self) -> str:
        return _EVENTS[self.event][0]

    @property
    def fields(self) -> dict[str, int]:
        """The numbers that the message must have as well."""
        return {name: int(self.data[place]) for name, place in _EVENTS[self.event][1].items()
                if place < len(self.data) and self.data[place].isdigit()}


def read(file: Path, after: int = 0) -> list[Entry]:
    """The rows of calls that were written after the file had that many bytes."""
    if not file.exists():
        return []
    with file.open("rb") as source:
        source.seek(after)
        lines = source.read().decode("utf-8", "replace").splitlines()
    rows = [line.split("|") for line in lines]
    return [Entry(int(row[0]), row[1], row[2], row[3], row[4], row[5:]) for row in rows if len(row) > 4 and row[4] in _EVENTS]


def judge(entries: list[Entry], told: dict[str, Told], calls_of: dict[str, set[str]], members: dict[tuple[str, str], str],
          gone: dict[str, float] = {}) -> list[str]:
    """What differs, in words. `calls_of`: unique id -> the Linkedids that this channel had, by CEL; `members`: (queue, member's
    name) -> interface; `gone`: unique id -> when it was hung up."""
    left = {call_id: [message for message in call.messages if message.get("event") in MESSAGES] for call_id, call in told.items()}
    found = []
    for entry in entries:
        calls = calls_of.get(entry.caller, {entry.caller})
        said = [(call, message) for call in calls for message in left.get(call, [])
                if message["event"] == entry.message and message.get("queue") == entry.queue]
        # a busy PBX writes seconds later that they are done, and counts those in
        late = max(0.0, entry.time - gone.get(entry.caller, entry.time))
        hit = next(((call, message) for call, message in said if not _differs(entry, message, members, late)), None)
        if hit:
            left[hit[0]].remove(hit[1])
        elif said:
            found.append(f"{_words(entry)}: {_differs(entry, said[0][1], members, late)}")
            left[said[0][0]].remove(said[0][1])
        else:
            found.append(f"{_words(entry)}: {entry.message} is missing")
    return found + [f"{message['event']} of call {call_id} in queue {message.get('queue')} ({_who(message)}): the queue's log has none"
                    for call_id, messages in left.items() for message in messages]


def count(entries: list[Entry]) -> str:
    """How many of what were compared, in words."""
    of = Counter(entry.event for entry in entries)
    return ", ".join(f"{event} {number}" for event, number in sorted(of.items())) or "nothing"


def _differs(entry: Entry, message: dict, members: dict[tuple[str, str], str], late: float) -> str:
    for name, wanted in entry.fields.items():
        said = message.get(name)
        slack = _SECOND if name.endswith("seconds") else 0
        if said is None or not wanted - slack - (late if name == "talk_duration_seconds" else 0) <= said <= wanted + slack:
            return f"{name} is {said}, the queue's log says {wanted}"
    if entry.message in _AGENTS and not _is_member(entry, message.get("agent") or {}, members):
        return f"agent is {_who(message)}, the queue's log says {entry.member}"
    return ""


def _is_member(entry: Entry, agent: dict, members: dict[tuple[str, str], str]) -> bool:
    """By name, or by the number in the interface: an agent's phone can have a name of its own."""
    interface = members.get((entry.queue, entry.member), entry.member)
    numbers = re.findall(r"\w+", interface.partition("/")[2])
    return agent.get("name") == entry.member or agent.get("extension") in numbers


def _who(message: dict) -> str:
    agent = message.get("agent")
    return f"{agent.get('extension')} {agent.get('name') or ''}".strip() if agent else "nobody"


def _words(entry: Entry) -> str:
    return f"{entry.event} of {entry.caller} in queue {entry.queue}" + (f" by {entry.member}" if entry.member != "NONE" else "")
