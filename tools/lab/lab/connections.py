"""Who was connected with whom, and when, from CEL's bridges.

Two people are connected where their channels are in one bridge, or in bridges that Local channels join: `;1` in one and
`;2` in the other. A bridge that only holds whoever waits (music, parking, an agent's pool) connects nobody.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

_HALF = re.compile(r"^(Local/.*);([12])$")


@dataclass
class Connection:
    """One time that a channel was connected with somebody: with whom first, with whom at the end."""
    began: float
    first: frozenset[str]
    ended: float | None = None
    last: frozenset[str] = frozenset()
    mixed: bool = False          # in a conference or a page, not between two


class Connections:
    """The connections of every channel that is somebody's phone, by its unique id; the rows come in the order of time."""

    def __init__(self, cel: list[dict], is_helper: Callable[[str], bool]):
        self.of: dict[str, list[Connection]] = {}
        self.names: dict[str, str] = {}                   # a channel's name, as CEL had it last
        self.alone: dict[str, float] = {}                 # when a phone was first bridged with a helper that leads to no phone
        self._is_helper = is_helper
        self._bridge_of: dict[str, str] = {}
        self._members: dict[str, dict[str, str]] = {}     # bridge -> channel -> its name
        self._mixing: dict[str, bool] = {}
        self._halves: dict[str, dict[str, str]] = {}
        for row in cel:
            self._take(row, float(row["eventtime"]))

    def _take(self, row: dict, time: float) -> None:
        unique = row["uniqueid"]
        self.names[unique] = row["channame"]
        match row["eventtype"]:
            case "CHAN_START":
                if half := _HALF.match(row["channame"]):
                    self._halves.setdefault(half[1], {})[half[2]] = unique
            case "BRIDGE_ENTER":
                extra = json.loads(row["eventextra"] or "{}")
                if extra.get("bridge_technology") != "holding_bridge":
                    self._enter(unique, row["channame"], extra.get("bridge_id", ""), extra.get("bridge_technology", ""), time)
            case "BRIDGE_EXIT" | "CHAN_END":
                self._leave(unique, time)

    def _enter(self, unique: str, name: str, bridge: str, technology: str, time: float) -> None:
        self._leave(unique, time)
        self._bridge_of[unique] = bridge
        self._members.setdefault(bridge, {})[unique] = name
        self._mixing[bridge] = technology == "softmix"
        people, mixed = self._reach(unique)
        for person in people:
            self._connect(person, people - {person}, mixed, time)
        if len(people) == 1 and any(self._is_helper(name) for name in self._members[bridge].values()):
            self.alone.setdefault(next(iter(people)), time)

    def _connect(self, person: str, others: set[str], mixed: bool, time: float) -> None:
        if not others:
            return
        known = self.of.setdefault(person, [])
        if not known or known[-1].ended is not None:
            known.append(Connection(time, frozenset(others), mixed=mixed))

    def _leave(self, unique: str, time: float) -> None:
        bridge = self._bridge_of.get(unique)
        if bridge is None:
            return
        before, _ = self._reach(unique)
        del self._bridge_of[unique]
        del self._members[bridge][unique]
        for person in before:
            if len(self._reach(person)[0]) < 2 and self.of.get(person) and self.of[person][-1].ended is None:
                self.of[person][-1].ended = time
                self.of[person][-1].last = frozenset(before - {person})

    def _reach(self, unique: str) -> tuple[set[str], bool]:
        """The phones that a channel is connected with, itself among them if it is one; and whether a conference is in between."""
        found, waiting, mixed = {unique}, [unique], False
        people = set()
        while waiting:
            each = waiting.pop()
            near = set()
            if bridge := self._bridge_of.get(each):
                mixed |= self._mixing[bridge]
                near |= set(self._members[bridge])
            name = self.names.get(each, "")
            if half := _HALF.match(name):
                near |= set(self._halves.get(half[1], {}).values())
            if not self._is_helper(name):
                people.add(each)
            waiting += near - found
            found |= near
        return people, mixed
