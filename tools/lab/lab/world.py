"""Judges what is kept of phones, trunks, queues and mailboxes by what the PBX itself lists of them at any moment."""

import asyncio
import json
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from . import ami, lists
from .daemon import TRUNKS
from .kept import Kept
from .lists import Moment

SLACK = 0.5            # seconds by which the PBX's own word may come earlier or later by AMI than in its list
WAIT = 1.5             # the PBX counts a caller's wait in whole seconds
AGAIN = 2.5            # seconds after a login until the PBX has told all that it was asked
ABOUT = 5.0            # seconds around a moment of which a difference shows what was kept
# of a row, what is no field of a payload
_BESIDE = {"topic", "at", "calls_of"}


def differences(moment: Moment, kept: Kept, slack: float = SLACK, joined: dict[str, set[str]] = {}) -> list[str]:
    """What of a moment's rows is not kept so at any time about then, in words. `joined`: call -> those that it became one with."""
    found = []
    for row in moment.rows:
        values = kept.during(row["topic"], moment.asked - slack, moment.told + slack)
        wrong = [_differs(row, value, moment, joined) for value in values]
        if all(wrong):
            found.append(f"{_clock(moment.asked)} {row['topic']}: {wrong[-1]}{_about(row['topic'], kept, moment)}")
    return found


def invented(moment: Moment, kept: Kept) -> list[str]:
    """What is kept at a quiet moment of which the PBX lists nothing."""
    listed = {row["topic"] for row in moment.rows}
    return [f"{_clock(moment.told)} {topic}: kept, and the PBX lists nothing of it" for topic in sorted(kept.topics(moment.told) - listed)]


def _differs(row: dict, value: dict | None, moment: Moment, joined: dict[str, set[str]]) -> str:
    """How a payload differs from a row; empty where it does not."""
    if value is None:
        return "nothing is kept of it"
    found = [f"{name} is {value.get(name)}, the PBX says {wanted}" for name, wanted in row.items()
             if name not in _BESIDE and not _same(name, wanted, value, moment)]
    if row.get("calls_of") is not None and (told := _call_of(row, value, joined)):
        found.append(told)
    return "; ".join(found)


def _same(name: str, wanted, value: dict, moment: Moment) -> bool:
    if name != "longest_wait_seconds":
        return value.get(name) == wanted
    # what is kept is of when it was published, and grows
    published = datetime.fromisoformat(value["timestamp"].replace("Z", "+00:00")).timestamp()
    grown = moment.asked - published if value.get("callers") else 0.0
    return abs(value.get(name, -WAIT) + grown - wanted) < WAIT + moment.told - moment.asked


def _call_of(row: dict, value: dict, joined: dict[str, set[str]]) -> str:
    """A lamp says one of the calls that its phone's channels are in, and none where there is none. A channel that still rings for
    a call that became one with another keeps the Linkedid of the former."""
    call = value.get("call_id")
    if row["state"] in ("idle", "unavailable"):
        return f"it is in call {call}, and {row['state']}" if call else ""
    # of a phone that is in more than two, which is the last can be a matter of luck
    calls = set(row["calls_of"]).union(*(joined.get(each, set()) for each in row["calls_of"]))
    if calls and call not in calls and len(row["calls_of"]) < 3:
        return f"call_id is {call}, the phone is in {' and '.join(sorted(set(row['calls_of'])))}"
    return ""


def _about(topic: str, kept: Kept, moment: Moment) -> str:
    """What was kept about then, in words."""
    had = [f"{_clock(time)} {_short(value)}" for time, value in kept.values.get(topic, []) if abs(time - moment.asked) < ABOUT]
    return f"\n      kept about then: {'; '.join(had)}" if had else ""


def _short(value: dict | None) -> str:
    if value is None:
        return "nothing"
    return " ".join(str(each) for name, each in value.items() if name in ("state", "call_id") or isinstance(each, (int, float)))


def _clock(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%H:%M:%S.%f")[:-3]


class Watch:
    """Asks the PBX again and again, over a connection of its own, and keeps what it listed."""

    def __init__(self, state: dict, trunks: list[str], every: float = 1.5):
        self._state, self._trunks, self._every = state, trunks, every
        self.moments: list[Moment] = []
        self.members: dict[tuple[str, str], str] = {}          # (queue, member's name) -> interface

    async def __aenter__(self) -> "Watch":
        self._asking = asyncio.create_task(self._ask_on())
        return self

    async def __aexit__(self, *_) -> None:
        self._asking.cancel()
        await asyncio.gather(self._asking, return_exceptions=True)

    async def now(self) -> Moment:
        """Asks once, and keeps that too."""
        connection = await ami.Connection.open(self._state["pbx"]["ami"], "lab", "lab")
        try:
            return await self._ask(connection)
        finally:
            await connection.close()

    async def _ask(self, connection: ami.Connection) -> Moment:
        asked = time.time()
        found = await lists.ask(connection)
        moment = Moment(asked, time.time(), lists.rows(found, self._trunks))
        for row in moment.rows:
            # a line that the daemon is not told of is no phone that is in one call or two
            if lists.is_trunk(f"PJSIP/{row.get('extension')}", TRUNKS):
                row.pop("calls_of", None)
        self.members |= {(each["Queue"], each["Name"]): each["Location"] for each in found["QueueStatus"] if each["Event"] == "QueueMember"}
        self.moments.append(moment)
        return moment

    async def _ask_on(self) -> None:
        """A PBX that is killed lists nothing, and is asked again when it is back."""
        while True:
            try:
                connection = await ami.Connection.open(self._state["pbx"]["ami"], "lab", "lab")
                try:
                    await connection.action("Events", EventMask="off")
                    while not connection.closed.is_set():
                        await self._ask(connection)
                        await asyncio.sleep(self._every)
                finally:
                    await connection.close()
            except (OSError, ami.AMIError, asyncio.TimeoutError):
                await asyncio.sleep(0.5)


def judge(moments: list[Moment], kept: Kept, slack: float = SLACK, joined: dict[str, set[str]] = {}) -> tuple[list[str], str]:
    """What differs at which moments, and a line that counts what was compared.

    While the PBX can't be heard, nothing but that is kept of it.
    """
    moments = [moment for moment in moments if kept.could_be_heard(moment.asked - AGAIN, moment.told + slack)]
    wrong = [each for moment in moments for each in differences(moment, kept, slack, joined)]
    if moments:
        wrong += invented(moments[-1], kept)
    compared = Counter(row["topic"].partition("/")[0] for moment in moments for row in moment.rows)
    busy = sum(1 for moment in moments for row in moment.rows
               if row.get("callers") or row.get("calls") or row.get("new") or row.get("state") in ("ringing", "busy", "held"))
    counted = ", ".join(f"{count} of {'queues' if kind == 'queue' else f'{kind}s'.replace('boxs', 'boxes')}" for kind, count in sorted(compared.items()))
    return wrong, f"{len(moments)} moments: {counted or 'nothing'} compared with the PBX's lists, {busy} of them in use; {len(wrong)} differ"


def write(file: Path, moments: list[Moment]) -> None:
    """Keeps what was listed beside a recording: a line a row."""
    file.write_text("".join(json.dumps({"at": round(moment.told, 3)} | {name: value for name, value in row.items() if name != "calls_of"}) + "\n"
                            for moment in moments for row in moment.rows))
