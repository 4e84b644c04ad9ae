"""`chaos`: one thing after another goes wrong while calls go on, by lot; what is told of the calls hangs together.

The broker is killed, the daemon, Asterisk; the lines to AMI and to the broker are cut, fall silent without a word, or
become slow; the network between the daemon and both of them is parted, and its machine lost with all its connections. No
event of a call that could be seen may be missing, and none may be told that could not be.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass

from . import commands, judging, mix, run, trouble, truth
from .daemon import Bridge
from .line import Line
from .network import HERE, Network
from .runner import Runner
from .trouble import Trouble

MARGIN = 0.5          # seconds around a disturbance in which it is a matter of luck what was seen
BACK = 3.0            # seconds that the daemon may take to be back, and then asks what there is


@dataclass
class Kind:
    """Something that can go wrong."""
    what: str
    where: str
    share: int            # how often of a hundred
    # Whether the daemon sees nothing of the PBX meanwhile (True), what it sees is late and may be lost (None), or it
    # sees all (False).
    hides: bool | None
    longest: float = 12.0

    def __str__(self) -> str:
        return f"{self.where} {self.what}"


KINDS = [
    Kind("cut", "ami", 12, True),
    Kind("silent", "ami", 12, None),
    Kind("slow", "ami", 10, None),
    Kind("cut", "broker", 13, False),
    Kind("silent", "broker", 10, False),
    Kind("slow", "broker", 8, False),
    Kind("killed", "mosquitto", 13, False),
    Kind("killed", "daemon", 14, True),
    Kind("killed", "asterisk", 8, True, longest=5.0),
    # Where there can be a network of the daemon's own.
    Kind("parted", "network", 10, None),
    Kind("lost", "machine", 8, True),
]


@dataclass
class Disturbance:
    """Something that went wrong, from when to when, in seconds since 1970."""
    kind: Kind
    began: float
    ended: float

    def touches(self, began: float, ended: float) -> bool:
        return self.began - MARGIN < ended and began < self.ended + MARGIN


class Chaos:
    """Lets things go wrong, one after another."""

    def __init__(self, trouble: Trouble, bridge: Bridge, runner: Runner, kinds: list[Kind], seed: int):
        self.trouble, self.bridge, self.runner, self.kinds = trouble, bridge, runner, kinds
        self.lot = random.Random(seed)
        self.happened: list[Disturbance] = []

    async def run(self, until: float) -> None:
        while time.monotonic() < until:
            await asyncio.sleep(self.lot.uniform(1, 8))
            kind = self.lot.choices(self.kinds, [kind.share for kind in self.kinds])[0]
            seconds = min(self.lot.uniform(0.2, 12), kind.longest)
            began = time.time()
            print(f"{seconds:5.1f} s: {kind}", flush=True)
            await self.trouble.begin(kind.what, kind.where, delay=self.lot.uniform(0.1, 1) if kind.what == "slow" else 0.0)
            await asyncio.sleep(seconds)
            # Half of the time, nothing of what a silent line was told ever comes: the other end had gone.
            await self.trouble.end(kind.what, kind.where, forget=kind.what == "silent" and self.lot.random() < 0.5)
            if kind.hides is not False:
                await self.bridge.hears(self.runner.pbx, limit=120)
            self.happened.append(Disturbance(kind, began, time.time()))


def assess(story: truth.Story | None, told: judging.Told | None, happened: list[Disturbance]) -> tuple[str, list[str]]:
    """What a call was to what went wrong, and what is wrong with what was told of it."""
    if story is None:
        return "of no call", ["invented"]
    # An Asterisk that is killed writes no end of its calls.
    deaths = [each.began for each in happened if each.kind.where == "asterisk" and each.began > story.began]
    ended = story.ended if story.ended is not None else min(deaths, default=time.time())
    wrong = judging.hangs_together(told)
    if story.merged_into:
        return "became one with another", wrong
    blind = [each for each in happened if each.kind.hides is not False and each.touches(story.began, ended)]
    if not blind:
        return "seen from beginning to end", judging.differences(story, told)
    if any(each.kind.hides and each.kind.where != "asterisk" and each.began + MARGIN < story.began and ended < each.ended - BACK
           for each in blind):
        return "never to be seen", wrong + (["could not be seen, and was told"] if told and told.messages else [])
    if any(each.touches(story.began, story.began) for each in blind):
        return "seen in part", wrong
    if told is None or told.first("hungup") is None:
        wrong.append("never hung up")
    return "seen to begin", wrong


async def _chaos(options) -> int:
    state, marks = await trouble.lab(options)
    kinds, network, host = KINDS, Network(), HERE
    if why := Network.missing():
        print(f"no network is parted and no machine lost, as there is no network namespace here: {why}")
        kinds, network, host = [kind for kind in KINDS if kind.where not in ("network", "machine")], None, "127.0.0.1"
    try:
        if network:
            network.up()
        return await _work(options, state, marks, kinds, network, host)
    finally:
        if network:
            network.down()


async def _work(
        options, state: dict, marks: dict[str, int], kinds: list[Kind], network: Network | None, host: str) -> int:
    ami, broker = Line(state["pbx"]["ami"], host), Line(host=host)
    await ami.open()
    async with Bridge(state, options.daemon, ami, broker, network) as bridge, Runner(state) as runner:
        calls = int(options.minutes * 60 * options.rate)
        load = mix.Mix(runner, state["slots"], calls, options.rate, options.seed)
        troubles = Trouble(state, bridge, runner, network, ami=ami, broker=broker)
        chaos = Chaos(troubles, bridge, runner, kinds, options.seed)
        playing = asyncio.create_task(load.run())
        try:
            await chaos.run(time.monotonic() + options.minutes * 60 - 15)
            await playing
        finally:
            playing.cancel()
        await run.until_empty(state)
        await bridge.hears(runner.pbx, limit=120)
        await asyncio.sleep(10)          # waits between attempts to reach the broker
        await bridge.settled(quiet=3, limit=60)
        received, faults = bridge.since(0), bridge.ended() + bridge.misshapen()
        memory = bridge.memory()
    ami.cut()
    broker.cut()
    stories = truth.stories(*run.accounts_since(state, marks))
    messages = judging.read_messages(received)[0]
    told, more = judging.by_call(messages)
    faults += more
    table, wrong = trouble.judge(stories, told, lambda story, told: assess(story, told, chaos.happened))
    print()
    for kind, count in sorted(Counter(str(each.kind) for each in chaos.happened).items()):
        print(f"{count:>5}  times {kind}")
    print(f"\n{'calls':>5}  {'what of it could be seen':<32}wrong")
    for (what, found), count in sorted(table.items()):
        print(f"{count:>5}  {what:<32}{found}".rstrip())
    ids = [payload["event_id"] for _, payload in messages if isinstance(payload, dict) and "event_id" in payload]
    print("", *wrong[:options.show], *(f"fault: {each}" for each in faults), sep="\n")
    print(f"{len(ids)} events received, {len(ids) - len(set(ids))} of them a second time; the daemon's memory: {memory[0] >> 10} MiB")
    print(f"{len(stories)} calls, {len(wrong)} not told as they should be")
    return 1 if wrong or faults else 0


def main() -> int:
    arguments = commands.parser(
        "Plays calls, and makes random components fail one after another: the broker, the daemon or Asterisk is killed; the\n"
        "connections to AMI and to the broker are cut, silent or slow; the daemon's network is partitioned; its machine is lost\n"
        "with all its connections. Then it reports what was published for the calls and what of it is wrong. Exits 1 if anything\n"
        "is. The same seed gives the same failures.\n\n"
        "  tools/lab/chaos --minutes 10 --rate 5 --seed 1")
    arguments.add_argument("--minutes", type=float, default=5, metavar="N", help="for how long (default: 5)")
    trouble.add_options(arguments, rate=5)
    return trouble.work(arguments.parse_args(), _chaos)
