"""Makes a scenario happen: sets the phones' minds, starts the calls, and waits until all is quiet."""

import asyncio
import itertools
import time
from collections.abc import Callable
from urllib.parse import quote, unquote

from . import ami, ari, asterisk, config
from .scenario import PHONES, Scenario

QUIET = 0.8      # seconds without a channel before a scenario counts as over
PICKUP = 1.0     # seconds from one call that picks up another to the next
PICKING_UP = ("*", "990", "991")          # how the numbers begin that pick a call up
LIMIT = 90       # seconds after which it is ended by force


# what the lab's AsyncAGI client has the PBX do, by what the dialplan asks for
AGI = {"dial": ["EXEC Dial PJSIP/{},20"], "play": ["ANSWER", "EXEC Playback beep"]}


class _Slot:
    """The phones' channels of one slot, by unique id, and when they last changed (monotonic seconds); the numbers of the
    PBX's Originates of which it has not yet said what they came to."""

    def __init__(self):
        self.channels: set[str] = set()
        self.originating: set[str] = set()
        self.changed = 0.0


class _Channel:
    """A channel of the PBX: its name, and the slot whose numbers it is about."""

    def __init__(self, name: str, slot: int):
        self.name, self.slot = name, slot


class Runner:
    """Drives the phones of one lab; any number of scenarios at once, each in a slot of its own."""

    def __init__(self, state: dict):
        self.state = state
        self._numbers = itertools.count(1)
        self._slots: dict[int, _Slot] = {}
        self._slot_of: dict[str, int] = {}
        self._pickups = asyncio.Lock()
        self._pbx = _Slot()
        self._channels: dict[str, _Channel] = {}             # the PBX's, by unique id, in the order in which they began
        self._originated: set[str] = set()                  # Originates of which the PBX has said what they came to
        self._application: ari.Application | None = None
        self.listing: Callable | None = None                 # asks the PBX for its lists, where a scenario wants them
        self.seen: dict[str, dict[str, float]] = {}          # the PBX's channels: when AMI told of the answer, the first bridge, the end

    async def __aenter__(self) -> "Runner":
        self.phones = await ami.Connection.open(self.state["phones"]["ami"], "lab", "lab", on_event=self._see_phone)
        await self.connect_pbx()
        return self

    async def __aexit__(self, *_) -> None:
        if self._application:
            await self._application.__aexit__()
        await self.phones.close()
        await self.pbx.close()

    async def connect_pbx(self) -> None:
        self._pbx.channels.clear()
        self._channels.clear()
        if "ari" in self.state["pbx"]:
            if self._application:
                await self._application.__aexit__()
            self._application = await ari.Application(self.state["pbx"]["ari"]).__aenter__()
        self.pbx = await ami.Connection.open(self.state["pbx"]["ami"], "lab", "lab", on_event=self._see_pbx)

    async def run(self, scenario: Scenario, slot: int = 0, alone: bool = True) -> float:
        """Runs it to the end and returns how many seconds it took. `alone`: nothing else uses the PBX meanwhile."""
        await self._instruct(scenario, slot)
        began = time.monotonic()
        ids: dict[str, str] = {}
        timeline = sorted([*scenario.calls, *scenario.actions], key=lambda item: item.get("at", 0))
        for item in timeline:
            await asyncio.sleep(max(0, began + item.get("at", 0) - time.monotonic()))
            if "dial" in item:
                ids[item.get("id", "a")] = await self._call(scenario, item, slot)
            else:
                await self._act(scenario, item, slot, ids)
        await self._quiet(slot, alone, began)
        return time.monotonic() - began

    async def _instruct(self, scenario: Scenario, slot: int) -> None:
        prefix = config.prefix(slot)
        minds = {phone: [] for phone in PHONES} | scenario.phones
        for phone, steps in minds.items():
            calls = steps if steps and isinstance(steps[0], list) else [steps]
            await self.phones.set(f"COUNT_{prefix}{phone}", "0")
            # the last list holds for every later call, too
            await self.phones.set(f"STEPS_{prefix}{phone}", scenario.steps(calls[-1], slot))
            for number in range(1, 4):
                own = calls[number - 1] if number <= len(calls) else []
                await self.phones.set(f"STEPS_{prefix}{phone}_{number}", scenario.steps(own, slot))

    async def _call(self, scenario: Scenario, call: dict, slot: int) -> str:
        """Starts a call and returns its channel's unique id at the phones' side."""
        caller = call["from"]
        if isinstance(caller, str):
            caller_id = f"<{scenario.number(caller, slot)}>"
        else:
            caller_id = f'"{caller.get("name", "")}" <{caller["number"]}>'
        unique = f"lab-{slot}-{next(self._numbers)}"
        self._claim(unique, slot)
        dial = call["dial"]
        if dial.startswith(PICKING_UP):
            await self._take_turn()
        star = dial[:2] if dial.startswith("*") else ""
        number = dial if dial in ("*7", "*8") else star + scenario.number(dial.removeprefix(star), slot)
        await self.phones.action(
            "Originate", Channel=f"PJSIP/{number}@pbx", Context="person", Exten="s", Priority="1", Async="true",
            CallerID=caller_id, ChannelId=unique, Timeout=str(int(call.get("cancel", 60) * 1000)),
            variables={"STEPS": scenario.steps(call.get("do", ["wait 60"]), slot)},
        )
        return unique

    async def _take_turn(self) -> None:
        """Keeps pickups apart: Asterisk 22 locks up for good when two calls are picked up in the same moment."""
        await self._pickups.acquire()
        asyncio.get_running_loop().call_later(PICKUP, self._pickups.release)

    async def _act(self, scenario: Scenario, item: dict, slot: int, ids: dict) -> None:
        if "replace" in item:
            await self._replace(scenario, item, slot, ids)
        elif "hangup" in item:
            await self.phones.action("Hangup", Channel=await self._channel(item["hangup"], slot, ids), check=False)
        elif "pbx" in item:
            await self._order(scenario, item["pbx"], slot)
        elif "ari" in item:
            path, query = item["ari"], {name: scenario.fill(value, slot) for name, value in item.get("query", {}).items()}
            await self._application.request("POST", scenario.fill(path, slot), app=ari.APP, **query)
        elif "list" in item:
            if self.listing:
                await self.listing()
        elif "stop" in item:
            await asterisk.end(self.state[item["stop"]])
            self._pbx.channels.clear()

    async def _order(self, scenario: Scenario, action: dict, slot: int) -> None:
        """An action of the PBX's AMI, as a panel sends it."""
        headers = {name: self._named(scenario, scenario.fill(value, slot), slot) for name, value in action.items()}
        name = headers.pop("Action")
        answer = await self.pbx.action(name, **headers)
        if name == "Originate" and answer["ActionID"] not in self._originated:
            self._slots.setdefault(slot, _Slot()).originating.add(answer["ActionID"])

    def _named(self, scenario: Scenario, value: str, slot: int) -> str:
        """`PJSIP/22-*` is the newest channel of that name in this slot."""
        if not value.endswith("-*"):
            return value
        found = [each.name for each in self._channels.values() if each.name.startswith(value[:-1]) and each.slot == slot]
        if not found:
            raise asterisk.LabError(f"{scenario.name}: the PBX has no channel {value}")
        return found[-1]

    async def _replace(self, scenario: Scenario, item: dict, slot: int, ids: dict) -> None:
        first = await self._channel(item["replace"], slot, ids)
        other = await self._channel(item["with"], slot, ids)
        call_id = await self.phones.get("CHANNEL(pjsip,call-id)", other)
        here = await self.phones.get("CHANNEL(pjsip,local_tag)", other)
        there = await self.phones.get("CHANNEL(pjsip,remote_tag)", other)
        if not (call_id and here and there):
            raise asterisk.LabError(f"{scenario.name}: {item['with']} is no call that could replace another")
        # to-tag and from-tag are as the receiver of the REFER sees them
        replaces = quote(f"{call_id};to-tag={there};from-tag={here}", safe="")
        target = f"sip:{scenario.number(item.get('to', '00'), slot)}@127.0.0.1:{self.state['pbx']['sip']}"
        await self.phones.set("REFER_TO", f"<{target}?Replaces={replaces}>", first)
        await self.phones.action("Redirect", Channel=first, Context="person", Exten="replace", Priority="1")

    async def _channel(self, reference: str, slot: int, ids: dict) -> str:
        """The phones' channel that an ID of the scenario stands for."""
        if reference.startswith("in "):
            return await self.phones.get(f"CHANNEL_{config.prefix(slot)}{reference[3:].replace(' ', '_')}")
        name = await self.phones.get("CHANNEL(name)", ids[reference])
        return name or ids[reference]

    async def _quiet(self, slot: int, alone: bool, began: float) -> None:
        """Waits until the slot's phones (and, alone, the PBX) have had no channel for a moment."""
        watched = [self._slots.setdefault(slot, _Slot()), *([self._pbx] if alone else [])]
        while True:
            now = time.monotonic()
            still = now - max(began, *(each.changed for each in watched))
            if any(each.channels or each.originating for each in watched):
                if now - began > LIMIT:
                    await self._force(slot, alone)
                    raise asterisk.LabError(f"not over after {LIMIT} s; its channels were hung up")
                await asyncio.sleep(QUIET / 2)
            elif still >= QUIET:
                return
            else:
                await asyncio.sleep(QUIET - still)

    async def _force(self, slot: int, alone: bool) -> None:
        for channel in list(self._slots[slot].channels):
            await self.phones.action("Hangup", Channel=channel, check=False)
        for channel in list(self._pbx.channels) if alone else ():
            await self.pbx.action("Hangup", Channel=channel, check=False)
        self._slots.pop(slot, None)
        self._pbx.channels.clear()
        self._channels.clear()

    def _claim(self, unique: str, slot: int) -> None:
        self._slot_of[unique] = slot
        entry = self._slots.setdefault(slot, _Slot())
        entry.channels.add(unique)
        entry.changed = time.monotonic()

    def _see_phone(self, event: dict) -> None:
        unique = event.get("Uniqueid", "")
        match event.get("Event"):
            case "Newchannel" if event.get("Context") == "phone" and unique not in self._slot_of:
                self._claim(unique, config.slot_of(event.get("Exten", "")))
            case "Hangup":
                self._forget(unique)
            case "OriginateResponse" if event.get("Response") == "Failure" and event.get("Uniqueid") == "<null>":
                # the call never had a channel
                self._forget(event.get("ChannelId", ""))

    def _forget(self, unique: str) -> None:
        if (slot := self._slot_of.pop(unique, None)) is not None:
            if entry := self._slots.get(slot):
                entry.channels.discard(unique)
                entry.changed = time.monotonic()

    def _see_pbx(self, event: dict) -> None:
        match event.get("Event"):
            case "Newchannel":
                self._pbx.channels.add(event["Uniqueid"])
                self._pbx.changed = time.monotonic()
                self._channels[event["Uniqueid"]] = _Channel(event["Channel"], self._place(event))
            case "Rename":
                if channel := self._channels.get(event["Uniqueid"]):
                    channel.name = event["Newname"]
            case "OriginateResponse":
                self._originated.add(event.get("ActionID", ""))
                for each in self._slots.values():
                    if event.get("ActionID") in each.originating:
                        each.originating.discard(event["ActionID"])
                        each.changed = time.monotonic()
            case "AsyncAGIStart":
                asyncio.get_running_loop().create_task(self._serve(event))
            case "Newstate" if event.get("ChannelStateDesc") == "Up":
                self._note(event, "ANSWER")
            case "BridgeEnter":
                self._note(event, "BRIDGE_ENTER")
            case "Hangup":
                self._pbx.channels.discard(event["Uniqueid"])
                self._channels.pop(event["Uniqueid"], None)
                self._pbx.changed = time.monotonic()
                self._note(event, "HANGUP")

    def _place(self, event: dict) -> int:
        """The slot of a channel: by the number that it calls, by its own, or by that of the call that it belongs to."""
        own = config.slot_of(event.get("Exten", "")) or config.slot_of(event["Channel"].partition("/")[2])
        first = self._channels.get(event.get("Linkedid", ""))
        return own or (first.slot if first else 0)

    async def _serve(self, event: dict) -> None:
        """Does what an AGI(agi:async) asks for, and gives the call back to the dialplan."""
        wanted = dict(line.split(": ", 1) for line in unquote(event["Env"]).splitlines() if ": " in line)
        commands = AGI[wanted["agi_arg_1"]]
        for number, command in enumerate([*commands, "ASYNCAGI BREAK"]):
            await self.pbx.action("AGI", Channel=event["Channel"], Command=command.format(wanted.get("agi_arg_2", "")),
                                  CommandID=str(number), check=False)

    def _note(self, event: dict, what: str) -> None:
        note(self.seen, event, what, time.time())


def note(seen: dict[str, dict[str, float]], event: dict, what: str, now: float) -> None:
    """Keeps when AMI told of an answer, of the first bridge or of an end: by its own time, else by ours."""
    seen.setdefault(event["Uniqueid"], {}).setdefault(what, float(event.get("Timestamp") or now))


def seen_in(raw: bytes) -> dict[str, dict[str, float]]:
    """The same from a capture, as far as its events carry their time."""
    seen: dict[str, dict[str, float]] = {}
    for block in raw.split(b"\r\n\r\n"):
        if block.startswith((b"Event: Newstate\r", b"Event: Hangup\r", b"Event: BridgeEnter\r")):
            event = ami.parse(block)
            if "Timestamp" in event and (event["Event"] != "Newstate" or event.get("ChannelStateDesc") == "Up"):
                note(seen, event, {"Hangup": "HANGUP", "BridgeEnter": "BRIDGE_ENTER"}.get(event["Event"], "ANSWER"), 0)
    return seen
