"""`mix`: many scenarios at once, drawn by lot, as load and as a test of what only happens under load."""

import asyncio
import contextlib
import random
import re
import sys
import time
from pathlib import Path

from . import ami, asterisk, capture, commands, judging, paths, run, scenario, sorting, truth, world
from .daemon import Bridge
from .runner import Runner

# seconds that a scenario takes, about; decides how many slots a rate needs
USUAL_LENGTH = 12
# how often the same difference is shown
SHOWN = 2


class Mix:
    """Draws scenarios until enough calls have begun, and counts."""

    def __init__(self, runner: Runner, slots: int, calls: int, rate: float, seed: int, weekly: bool = True):
        self.runner, self.calls, self.rate = runner, calls, rate
        self.lot = random.Random(seed)
        self.scenarios = [one for one in map(scenario.load, scenario.playable(scenario.names(), runner.state["version"]))
                          if one.mix and (weekly or one.mix != "weekly")]
        self.free = list(range(1, slots))
        self.begun = self.over = self.failed = 0
        self.plays: list[sorting.Play] = []
        self.waited = 0.0          # seconds behind the rate for want of a free slot
        self._freed = asyncio.Event()
        self._tasks: set[asyncio.Task] = set()

    async def run(self) -> None:
        while self.begun < self.calls:
            before = time.monotonic()
            while not self.free:
                self._freed.clear()
                await self._freed.wait()
            self.waited += time.monotonic() - before
            one = self.lot.choice(self.scenarios)
            slot = self.free.pop(0)
            count = max(1, len(one.expect))
            self.begun += count
            task = asyncio.create_task(self._one(one, slot, count))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            await asyncio.sleep(self.lot.expovariate(self.rate / count))
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _one(self, one: scenario.Scenario, slot: int, count: int) -> None:
        play = sorting.Play(one, slot, time.time())
        self.plays.append(play)
        try:
            await self.runner.run(one, slot, alone=False)
        except (asterisk.LabError, ami.AMIError, asyncio.TimeoutError) as error:
            self.failed += 1
            play.wrong.append(f"could not be played: {error or 'no answer'}")
        finally:
            play.ended = time.time()
            self.over += count
            self.free.append(slot)
            self._freed.set()


async def _progress(mix: Mix, began: float) -> None:
    live = sys.stderr.isatty()
    while True:
        await asyncio.sleep(1 if live else 10)
        line = (f"{time.monotonic() - began:6.0f} s  {mix.begun:>5}/{mix.calls} calls begun, {mix.over} over, "
                f"{mix.begun - mix.over} going on" + (f", {mix.failed} failed" if mix.failed else ""))
        print(f"\r{line:<78}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)


async def play(options) -> int:
    """Plays a mix; the lab must be ours."""
    slots = options.slots or min(999, int(options.rate * USUAL_LENGTH) + 10)
    state = await asterisk.up(options.version, slots=slots, timestamps=options.timestamps == "on")
    await run.until_empty(state)          # calls that somebody left behind are none of ours
    account = run.Account(state)
    print(f"Asterisk {run.label(state)}; seed {options.seed}, {state['slots'] - 1} slots, {options.rate:g} calls a second", flush=True)
    async with contextlib.AsyncExitStack() as stack:
        bridge = await stack.enter_async_context(Bridge(state, options.daemon, trunks=options.trunks)) if options.daemon else None
        watch = await stack.enter_async_context(world.Watch(state, bridge.trunks)) if bridge else None
        runner = await stack.enter_async_context(Runner(state))
        recorder = capture.Capture(state, options.capture / options.version, f"mix-{options.seed}") if options.capture else None
        if recorder:
            await recorder.start()
        mix = Mix(runner, state["slots"], options.calls, options.rate, options.seed, getattr(options, "weekly", True))
        before = bridge.memory() if bridge else None
        began = time.monotonic()
        progress = asyncio.create_task(_progress(mix, began))
        await mix.run()
        progress.cancel()
        took = time.monotonic() - began
        await run.until_empty(state)
        await asyncio.sleep(0.3)          # CDR and CEL are written by other threads, a little later
        if recorder:
            await recorder.stop()
            sorting.write(recorder.folder / f"{recorder.name}.plays.json", mix.plays)
        received, complaints = "", []
        if bridge:
            await bridge.settled()
            received, complaints = bridge.since(0), bridge.complaints()
            beside = await run.judge_world(bridge, watch, account)
            after = bridge.memory()
            print(f"\nthe daemon's memory: {before[0] >> 10} MiB before, {after[0] >> 10} MiB after, {after[1] >> 10} MiB at most")
    print(f"{mix.over} calls in {len(mix.plays)} scenarios took {took:.0f} s"
          + (f"; {mix.waited:.0f} s behind the rate for want of slots" if mix.waited > 1 else ""))
    cel, cdr = account.calls()
    stories = truth.stories(cel, cdr)
    print(f"Asterisk's account: {len(stories)} calls, {sum(s.answered is not None for s in stories.values())} answered, "
          f"{len(cdr)} CDR and {len(cel)} CEL rows")
    if not bridge:
        return 1 if mix.failed else 0
    late = judging.lateness(runner.seen, cel).values()
    print(f"AMI told answers and ends up to {1000 * max(late, default=0):.0f} ms later than CEL")
    results = run.judge_plays(mix.plays, received, cel, cdr, run.tolerance(options, state), runner.seen, not options.accounts_only)
    for result in results:
        result.raw = recorder.folder / f"{recorder.name}.raw" if recorder else None
    results += beside
    if complaints:
        results.append(run.Result("(the daemon)", complaints))
    return _report(results)


def _report(results: list[run.Result]) -> int:
    """How often each scenario was played and how often it was not right; then those, each with both stories."""
    print(f"\n{'scenario':<32}{'played':>7}{'calls':>7}{'not right':>11}")
    bad = [result for result in results if result.wrong]
    for name in sorted({result.name for result in results}):
        same = [result for result in results if result.name == name]
        wrong = sum(1 for result in same if result.wrong)
        print(f"{name:<32}{len(same):>7}{sum(result.calls for result in same):>7}{wrong or '-':>11}")
    shown: dict[tuple, int] = {}
    for result in bad:
        # numbers and ids aside, the same thing wrong again tells nothing new
        kind = (result.name, *sorted(re.sub(r"\d+", "", each) for each in result.wrong))
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= SHOWN:
            print(f"\n{result.name}", *(f"  {each}" for each in result.wrong), result.report, *result.hint(), sep="\n")
    for (name, *_), count in shown.items():
        if count > SHOWN:
            print(f"\n{name}: the same {count - SHOWN} times more")
    calls = sum(result.calls for result in results)
    print(f"\n{calls} calls compared in {len(results)} scenarios, {len(bad)} scenarios not right")
    return 1 if bad else 0


def mix() -> int:
    arguments = commands.parser(
        "Plays many random scenarios at once; the same seed gives the same ones in the same order. Brings the lab up with as\n"
        "many slots as the rate needs. Judges every call as `run` does, and exits 1 if any differs.\n\n"
        "  tools/lab/mix --calls 400 --rate 20 --seed 1")
    arguments.add_argument("--calls", type=int, required=True, metavar="N", help="how many calls in all")
    arguments.add_argument("--rate", type=float, default=5, metavar="R", help="calls a second (default: 5)")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random choice (default: 1)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    arguments.add_argument("--slots", type=int, help="sets of phones (default: what the rate needs)")
    arguments.add_argument("--timestamps", choices=("on", "off"), default="on", help="whether AMI's events carry their time (default: on)")
    run.add_daemon(arguments)
    run.add_trunks(arguments)
    arguments.add_argument("--accounts-only", action="store_true",
                           help="judge by CDR and CEL alone, not by what the scenarios expect as well")
    arguments.add_argument("--capture", type=Path, metavar="DIR", help="keep it all in DIR/VERSION/mix-SEED.raw and so on")
    run.add_tolerance(arguments)
    options = arguments.parse_args()

    async def work():
        run.settle_daemon(options)
        with asterisk.claimed(options.version):
            return await play(options)
    return commands.guarded(work())
