"""`mix`: many scenarios at once, drawn by lot, as load and as a test of what only happens under load."""

import asyncio
import contextlib
import random
import sys
import time
from pathlib import Path

from . import ami, asterisk, capture, commands, judging, paths, run, scenario, truth
from .daemon import Bridge
from .runner import Runner

# seconds that a scenario takes, about; decides how many slots a rate needs
USUAL_LENGTH = 12


class Mix:
    """Draws scenarios until enough calls have begun, and counts."""

    def __init__(self, runner: Runner, slots: int, calls: int, rate: float, seed: int):
        self.runner, self.calls, self.rate = runner, calls, rate
        self.lot = random.Random(seed)
        self.scenarios = [one for one in map(scenario.load, scenario.names()) if one.mix]
        self.free = list(range(1, slots))
        self.begun = self.over = self.failed = 0
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
        try:
            await self.runner.run(one, slot, alone=False)
        except (asterisk.LabError, ami.AMIError, asyncio.TimeoutError) as error:
            self.failed += 1
            print(f"\n{one.name} in slot {slot}: {error}", file=sys.stderr)
        finally:
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


async def _mix(options) -> int:
    slots = options.slots or min(999, int(options.rate * USUAL_LENGTH) + 10)
    old = asterisk.read_state(options.version)
    state = await asterisk.up(options.version, slots=slots, timestamps=old["timestamps"] if old else True)
    marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
    print(f"seed {options.seed}, {state['slots'] - 1} slots, {options.rate:g} calls a second")
    async with contextlib.AsyncExitStack() as stack:
        bridge = await stack.enter_async_context(Bridge(state, options.daemon)) if options.daemon else None
        runner = await stack.enter_async_context(Runner(state))
        recorder = capture.Capture(state, options.capture / options.version, f"mix-{options.seed}") if options.capture else None
        if recorder:
            await recorder.start()
        mix = Mix(runner, state["slots"], options.calls, options.rate, options.seed)
        began = time.monotonic()
        progress = asyncio.create_task(_progress(mix, began))
        await mix.run()
        progress.cancel()
        await _until_empty(state)
        if recorder:
            await recorder.stop()
        received = None
        if bridge:
            await bridge.settled()
            received = bridge.since(0)
    took = time.monotonic() - began
    print(f"\n{mix.over} calls in {took:.0f} s" + (f"; {mix.waited:.0f} s behind the rate for want of slots" if mix.waited > 1 else ""))
    cel, cdr = run.accounts_since(state, marks)
    stories = truth.stories(cel, cdr)
    print(f"Asterisk's account: {len(stories)} calls, {sum(s.answered is not None for s in stories.values())} answered, "
          f"{len(cdr)} CDR and {len(cel)} CEL rows")
    wrong = mix.failed
    if received is not None:
        messages, faults = judging.read_messages(received)
        told, more = judging.by_call(messages)
        verdicts = judging.judge(stories, told, options.tolerance / 1000)
        print(judging.report(verdicts, faults + more, options.verbose))
        wrong += len(faults + more) + sum(1 for verdict in verdicts if verdict.differences)
    return 1 if wrong else 0


async def _until_empty(state: dict, limit: float = 30) -> None:
    """Waits until the PBX has no channel left."""
    for _ in range(int(limit)):
        if (await asterisk.cli(state, "pbx", "core show channels count")).startswith("0 active channels"):
            return
        await asyncio.sleep(1)


def mix() -> int:
    arguments = commands.parser(
        "Makes many scenarios happen at once, drawn by lot: the same seed draws the same ones in the same order. Brings\n"
        "the lab up with as many slots as the rate needs. With --daemon, judges every call; exits 1 if any differs.\n\n"
        "  tools/lab/mix --calls 400 --rate 20 --seed 1 --daemon .build/release/asterisk-mqtt")
    arguments.add_argument("--calls", type=int, required=True, metavar="N", help="how many calls in all")
    arguments.add_argument("--rate", type=float, default=5, metavar="R", help="calls a second (default: 5)")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="which lot (default: 1)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    arguments.add_argument("--slots", type=int, help="sets of phones (default: what the rate needs)")
    arguments.add_argument("--daemon", type=Path, metavar="PATH", help="run this asterisk-mqtt meanwhile, and judge it")
    arguments.add_argument("--capture", type=Path, metavar="DIR", help="keep it all in DIR/VERSION/mix-SEED.raw and so on")
    arguments.add_argument("--tolerance", type=float, default=50, metavar="MS", help="for times against CEL (default: 50 ms)")
    arguments.add_argument("--verbose", action="store_true", help="list every call")
    options = arguments.parse_args()
    return commands.guarded(_mix(options))
