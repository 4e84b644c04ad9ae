"""What can go wrong while calls go on, and what `outage` and `chaos`, which let it, have in common."""

import signal
from collections import Counter
from typing import Callable

from . import asterisk, capture, commands, judging, mix, paths, run, truth
from .daemon import Bridge
from .line import Line
from .network import Network
from .runner import Runner


class Trouble:
    """Breaks what is between the PBX and the subscriber, and mends it.

    A line (`ami`, `broker`) is cut, falls silent or becomes slow; a program (`asterisk`, `daemon`, `mosquitto`) is killed;
    the daemon's network is parted, or is lost with the daemon and all its connections, as where a machine has no power.
    """

    def __init__(self, state: dict, bridge: Bridge, runner: Runner, network: Network | None = None, **lines: Line):
        self._state, self._bridge, self._runner, self._network, self._lines = state, bridge, runner, network, lines

    async def begin(self, what: str, where: str, delay: float = 0.0) -> None:
        """`delay`: by how many seconds everything is late on a line that is slow."""
        match what:
            case "cut":
                self._lines[where].cut()
            case "silent":
                self._lines[where].fall_silent()
            case "slow":
                self._lines[where].delay = delay
            case "parted":
                self._network.part()
            case "lost":
                self._network.part()
                await self._bridge.kill("daemon")
                self._network.down()
            case "killed" if where == "asterisk":
                await asterisk.end(self._state["pbx"], signal.SIGKILL)
            case "killed":
                await self._bridge.kill(where)

    async def end(self, what: str, where: str, forget: bool = False) -> None:
        """`forget`: whether what was said on a silent line is gone, and so are its connections."""
        match what, where:
            case "cut", _:
                await self._lines[where].open()
            case "silent", _:
                self._lines[where].speak(forget)
            case "slow", _:
                self._lines[where].delay = 0.0
            case "parted", _:
                self._network.join()
            case "lost", _:
                self._network.up()
                await self._bridge.start_daemon()
            case "killed", "asterisk":
                await asterisk.restart(self._state, "pbx")
                await self._runner.connect_pbx()
            case "killed", "daemon":
                await self._bridge.start_daemon()
            case "killed", "mosquitto":
                await self._bridge.start_broker()


async def lab(options) -> tuple[dict, dict[str, int]]:
    """The lab with as many phones as the rate needs and no call, and how long its accounts are so far."""
    state = await asterisk.up(options.version, slots=min(999, int(options.rate * mix.USUAL_LENGTH) + 10))
    await run.until_empty(state)          # calls that somebody left behind are none of ours
    return state, {kind: capture.size(file) for kind, file in capture.accounts(state).items()}


def judge(stories: dict[str, truth.Story], told: dict[str, judging.Told], assess: Callable) -> tuple[Counter, list[str]]:
    """How often each answer of `assess` (words for a table, and a list of what is wrong) was given, and both stories of
    each call with which something is wrong."""
    table, wrong = Counter(), []
    for call_id in sorted({*stories, *told}, key=judging.order):
        *words, found = assess(stories.get(call_id), told.get(call_id))
        table[*words, ", ".join(found)] += 1
        if found:
            verdict = judging.Verdict(call_id, stories.get(call_id), told.get(call_id), found)
            wrong.append("\n".join([f"{call_id} ({words[0]}): {', '.join(found)}", *judging.side_by_side(verdict)]))
    return table, wrong


def add_options(arguments, rate: float) -> None:
    arguments.add_argument("--rate", type=float, default=rate, metavar="R", help=f"calls a second (default: {rate:g})")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random choice (default: 1)")
    arguments.add_argument("--show", type=int, default=20, metavar="N", help="how many of the wrong ones to name (default: 20)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    run.add_daemon(arguments)


def work(options, program: Callable) -> int:
    """Runs a program of the lab, which must be ours and have a daemon to judge."""
    async def work():
        run.settle_daemon(options)
        if not options.daemon:
            raise asterisk.LabError("without a daemon there is nothing to see")
        with asterisk.claimed(options.version):
            return await program(options)
    return commands.guarded(work())
