"""`chaos`: one thing after another goes wrong while calls go on, by lot; what is told of the calls hangs together.

The broker is killed, the daemon, Asterisk; the lines to AMI and to the broker are cut, fall silent without a word, or
become slow. No event of a call that could be seen may be missing, and none may be told that could not be.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

from . import asterisk, capture, commands, judging, mix, paths, run, truth
from .daemon import Bridge
from .line import Line
from .runner import Runner

MARGIN = 0.5          # seconds around a disturbance in which it is a matter of luck what was seen
# What can go wrong, how often of a hundred, and whether the daemon sees nothing of the PBX meanwhile (True), what it
# sees is late and may be lost (None), or it sees all (False).
KINDS = {
    "the line to AMI is cut": (12, True),
    "the line to AMI falls silent": (12, None),
    "the line to AMI is slow": (10, None),
    "the line to the broker is cut": (13, False),
    "the line to the broker falls silent": (10, False),
    "the line to the broker is slow": (8, False),
    "the broker is killed": (13, False),
    "the daemon is killed": (14, True),
    "Asterisk is killed": (8, True),
}


@dataclass
class Disturbance:
    """Something that went wrong, from when to when, in seconds since 1970; `sees` as in KINDS."""
    kind: str
    hides: bool | None
    began: float
    ended: float

    def touches(self, began: float, ended: float) -> bool:
        return self.began - MARGIN < ended and began < self.ended + MARGIN


class Chaos:
    """Lets things go wrong."""

    def __init__(self, state: dict, bridge: Bridge, runner: Runner, ami: Line, broker: Line, seed: int):
        self.state, self.bridge, self.runner, self.ami, self.broker = state, bridge, runner, ami, broker
        self.lot = random.Random(seed)
        self.happened: list[Disturbance] = []

    async def run(self, until: float) -> None:
        while time.monotonic() < until:
            await asyncio.sleep(self.lot.uniform(1, 8))
            kind = self.lot.choices(list(KINDS), [share for share, _ in KINDS.values()])[0]
            hides = KINDS[kind][1]
            seconds = self.lot.uniform(0.2, 12)
            began = time.time()
            print(f"{seconds:5.1f} s: {kind}", flush=True)
            await self._happen(kind, seconds)
            if hides is not False:
                await self.bridge.logged_in(limit=120)
            self.happened.append(Disturbance(kind, hides, began, time.time()))

    async def _happen(self, kind: str, seconds: float) -> None:
        line = self.ami if "AMI" in kind else self.broker
        match kind.split()[-1] if "line" in kind else kind.split()[-3]:
            case "cut":
                line.cut()
                await asyncio.sleep(seconds)
                await line.open()
            case "silent":
                line.fall_silent()
                await asyncio.sleep(seconds)
                # Half of the time, nothing of it ever comes: the other end had gone.
                line.speak(forget=self.lot.random() < 0.5)
                # Asterisk may yet have to hear that a connection it knows is none any more.
                await asyncio.sleep(1.5)
            case "slow":
                line.delay = self.lot.uniform(0.1, 1)
                await asyncio.sleep(seconds)
                line.delay = 0
            case _ if "broker" in kind:
                await self.bridge.kill("mosquitto")
                await asyncio.sleep(seconds)
                await self.bridge.start_broker()
            case _ if "daemon" in kind:
                await self.bridge.kill("daemon")
                await asyncio.sleep(seconds)
                await self.bridge.start_daemon()
            case _:
                await asterisk.end(self.state["pbx"], signal.SIGKILL)
                await asyncio.sleep(min(seconds, 5))
                await asterisk.restart(self.state, "pbx")
                await self.runner.connect_pbx()


def assess(story: truth.Story | None, told: judging.Told | None, happened: list[Disturbance]) -> tuple[str, list[str]]:
    """What a call was to what went wrong, and what is wrong with what was told of it."""
    if story is None:
        return "of no call", ["invented"]
    # An Asterisk that is killed writes no end of its calls.
    deaths = [each.began for each in happened if "Asterisk" in each.kind and each.began > story.began]
    ended = story.ended if story.ended is not None else min(deaths, default=time.time())
    if story.merged_into:
        return "became one with another", _hangs_together(told)
    blind = [each for each in happened if each.hides is not False and each.touches(story.began, ended)]
    if not blind:
        return "seen from beginning to end", judging.differences(story, told)
    wrong = _hangs_together(told)
    names = [message.get("event") for message in told.messages] if told else []
    hidden = [each for each in blind if each.hides and each.began + MARGIN < story.began and ended < each.ended - MARGIN]
    if any("Asterisk" not in each.kind for each in hidden) and _is_hidden(story.began, ended, hidden):
        return "never to be seen", wrong + (["could not be seen, and was told"] if names else [])
    known = not any(each.touches(story.began, story.began) for each in blind)
    if known:
        if names.count("hungup") != 1:
            wrong.append("never hung up")
        return "seen to begin", wrong
    return "seen in part", wrong


def _is_hidden(began: float, ended: float, hidden: list[Disturbance]) -> bool:
    """Whether the daemon was away, or its line cut, and not yet back: it asks at once what there is when it is."""
    return any(ended < each.ended - 3 and each.began < began - MARGIN for each in hidden if "daemon" not in each.kind) or any(
        ended < each.ended - 3 for each in hidden if "daemon" in each.kind)


def _hangs_together(told: judging.Told | None) -> list[str]:
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


async def _chaos(options) -> int:
    state = await asterisk.up(options.version, slots=min(999, int(options.rate * mix.USUAL_LENGTH) + 10))
    await run.until_empty(state)
    marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
    ami, broker = Line(state["pbx"]["ami"]), Line()
    await ami.open()
    async with Bridge(state, options.daemon, ami_port=ami.port, broker_line=broker) as bridge, Runner(state) as runner:
        calls = int(options.minutes * 60 * options.rate)
        load = mix.Mix(runner, state["slots"], calls, options.rate, options.seed)
        chaos = Chaos(state, bridge, runner, ami, broker, options.seed)
        playing = asyncio.create_task(load.run())
        try:
            await chaos.run(time.monotonic() + options.minutes * 60 - 15)
            await playing
        finally:
            playing.cancel()
        await run.until_empty(state)
        await bridge.logged_in(limit=120)
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
    table, wrong = Counter(), []
    for call_id in sorted({*stories, *told}, key=judging.order):
        what, found = assess(stories.get(call_id), told.get(call_id), chaos.happened)
        table[what, ", ".join(found)] += 1
        if found:
            verdict = judging.Verdict(call_id, stories.get(call_id), told.get(call_id), found)
            wrong.append("\n".join([f"{call_id} ({what}): {', '.join(found)}", *judging.side_by_side(verdict)]))
    print()
    for kind, count in sorted(Counter(each.kind for each in chaos.happened).items()):
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
        "Makes calls, and lets one thing after another go wrong meanwhile, by lot: the broker, the daemon or Asterisk is\n"
        "killed, the lines to AMI and to the broker are cut, fall silent, or become slow. Then it says what was told of the\n"
        "calls, and what of it is wrong; exits 1 if anything is. The same seed draws the same lots.\n\n"
        "  tools/lab/chaos --minutes 10 --rate 5 --seed 1")
    arguments.add_argument("--minutes", type=float, default=5, metavar="N", help="for how long (default: 5)")
    arguments.add_argument("--rate", type=float, default=5, metavar="R", help="calls a second (default: 5)")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="which lot (default: 1)")
    arguments.add_argument("--show", type=int, default=20, metavar="N", help="how many of the wrong ones to name (default: 20)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    run.add_daemon(arguments)
    options = arguments.parse_args()

    async def work():
        run.settle_daemon(options)
        if not options.daemon:
            raise asterisk.LabError("without a daemon there is nothing to see")
        with asterisk.claimed(options.version):
            return await _chaos(options)
    return commands.guarded(work())
