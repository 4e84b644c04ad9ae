"""Which calls belong to which scenario, where many happen at once: by the slot whose numbers they are about."""

import bisect
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from . import config
from .scenario import Scenario, load

# as `config.prefix` makes them, with at least a phone's two digits behind
_NUMBER = re.compile(r"(?<!\d)1(\d{3})\d{2,}")
# where CEL may name one
_NAMED_IN = ("channame", "exten", "cid_num", "cid_dnid", "appdata")
# of a payload: what holds digits and is nobody's number
_NO_NUMBERS = {"call_id", "event_id", "merged_into", "timestamp", "sequence"}


@dataclass
class Play:
    """One scenario as it was played: in which slot, from when to when (seconds since 1970)."""
    scenario: Scenario
    slot: int
    began: float
    ended: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def took(self) -> float:
        return self.ended - self.began


def write(file: Path, plays: list[Play]) -> None:
    """Keeps what was played, so that a capture of it can be judged again."""
    rows = [{"scenario": play.scenario.name, "slot": play.slot, "began": play.began, "ended": play.ended, "wrong": play.wrong}
            for play in plays]
    file.write_text("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")


def read(file: Path) -> list[Play] | None:
    """What `write` wrote; None if there is no such file."""
    if not file.exists():
        return None
    return [Play(load(row.pop("scenario")), **row) for row in json.loads(file.read_text())]


def slot_of(rows: list[dict]) -> int | None:
    """The slot that the CEL rows of a call are about; None: no number of any slot but the first is in them."""
    for row in rows:
        for column in _NAMED_IN:
            text = row[column].removeprefix("*9")
            if match := _NUMBER.search(text):
                return int(match[1])
    return None


def by_play(plays: list[Play], cel: list[dict]) -> dict[str, int]:
    """Call id -> place in `plays`, of all calls that began in a slot while something was played in it."""
    calls: dict[str, list[dict]] = {}
    for row in cel:
        calls.setdefault(row["linkedid"], []).append(row)
    in_slot: dict[int, list[tuple[float, int]]] = {}
    for number, play in enumerate(plays):
        in_slot.setdefault(play.slot, []).append((play.began, number))
    for starts in in_slot.values():
        starts.sort()
    found = {}
    for call_id, rows in calls.items():
        starts = in_slot.get(slot_of(rows), [])
        began = min(float(row["eventtime"]) for row in rows)
        place = bisect.bisect(starts, (began, len(plays))) - 1
        if place >= 0:
            found[call_id] = starts[place][1]
    return found


def as_written(message, slot: int):
    """A payload with the numbers as they stand in the scenario, without the slot's prefix."""
    prefix = config.prefix(slot)
    if not prefix:
        return message
    if isinstance(message, dict):
        return {name: value if name in _NO_NUMBERS else as_written(value, slot) for name, value in message.items()}
    if isinstance(message, list):
        return [as_written(value, slot) for value in message]
    return re.sub(rf"(?<![\d.]){prefix}(?=\w)", "", message) if isinstance(message, str) else message
