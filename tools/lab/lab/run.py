"""`run`: scenarios on one version or both, one after the other or many at once; `replay`: the same judgement on captures."""

import asyncio
import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import ami, asterisk, capture, commands, config, expecting, judging, kept, paths, queuelog, scenario, sorting, truth, world
from .daemon import VARIABLE, Bridge
from .runner import Runner, seen_in


LATE = 0.25           # seconds; see `tolerance`


@dataclass
class Result:
    """How one scenario went: what is wrong, in words, and the table to show for it."""
    name: str
    wrong: list[str]
    report: str = ""
    calls: int = 0
    differing: list[str] = field(default_factory=list)          # the calls that are not as Asterisk's account has them
    raw: Path | None = None                                     # its AMI stream, where that is kept

    def hint(self) -> list[str]:
        """How to see what the daemon made of it, event by event; nothing where no AMI stream is kept."""
        if not self.wrong or not self.raw:
            return []
        calls = "".join(f" --call {each}" for each in dict.fromkeys(self.differing))
        return [f"why: asterisk-mqtt explain {shlex.quote(str(self.raw))} --format text{calls}"]


def assess(one: scenario.Scenario, received: str, cel: list[dict], cdr: list[dict], tolerance: float) -> Result:
    """Judges what was received in a scenario, by Asterisk's account and by the scenario's expectations."""
    messages, faults = judging.read_messages(received)
    told, more = judging.by_call(messages)
    wrong, report, calls, differing = faults + more, "", len(told), []
    if one.cdr:
        verdicts = judging.judge(truth.stories(cel, cdr), told, tolerance)
        wrong += [f"{verdict.call_id}: {each}" for verdict in verdicts for each in verdict.differences]
        differing = [verdict.call_id for verdict in verdicts if verdict.differences]
        report, calls = judging.report(verdicts, faults + more), len(verdicts)
    wrong += [f"expectation: {each}" for each in expecting.differing(one, told)]
    if one.cdr and wrong:
        report = judging.report(verdicts, faults + more, tell_all=True)
    return Result(one.name, wrong, report, calls, differing)


def accounts_since(state: dict, marks: dict[str, int]) -> tuple[list[dict], list[dict]]:
    """CEL and CDR rows written after the marks."""
    files = capture.accounts(state)
    cel = [dict(zip(config.CEL_COLUMNS, row)) for row in capture.read_rows(files["cel"], marks["cel"])]
    cdr = [dict(zip(config.CDR_COLUMNS, row)) for row in capture.read_rows(files["cdr"], marks["cdr"])]
    return cel, cdr


async def run_all(state: dict, names: list[str], options) -> list[Result]:
    """Runs the scenarios one after the other, as they are written."""
    results = []
    async with contextlib.AsyncExitStack() as stack:
        bridge = await stack.enter_async_context(Bridge(state, options.daemon, trunks=options.trunks)) if options.daemon else None
        watch = await stack.enter_async_context(world.Watch(state, bridge.trunks)) if bridge else None
        account = Account(state)
        for number, name in enumerate(names, 1):
            one = scenario.load(name)
            print(f"[{label(state)}] {number:>3}/{len(names)} {name:<32} {one.about}", flush=True)
            result = await _run_one(state, one, bridge, options, watch)
            results.append(result)
            _say(result)
        if bridge:
            results += await judge_world(bridge, watch, account)
    return results


class Account:
    """What the PBX has written of its calls and queues since this was made."""

    def __init__(self, state: dict):
        self._state = state
        self._marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
        self._queues = capture.size(capture.queue_log(state))

    def calls(self) -> tuple[list[dict], list[dict]]:
        """CEL and CDR rows."""
        return accounts_since(self._state, self._marks)

    def queues(self) -> list[queuelog.Entry]:
        return queuelog.read(capture.queue_log(self._state), self._queues)


async def judge_world(bridge: Bridge, watch: world.Watch, account: Account) -> list[Result]:
    """Judges what was published of queues, by their log, and what was kept of everything, by what the PBX listed meanwhile."""
    await asyncio.sleep(1)
    await watch.now()
    await asyncio.sleep(world.SLACK)
    cel, cdr = account.calls()
    told, _ = judging.by_call(judging.read_messages(bridge.since(0))[0])
    stories = truth.stories(cel, cdr)
    return [judge_queues(account.queues(), told, cel, stories, watch.members), judge_kept(watch.moments, bridge.kept(), stories)]


def judge_queues(entries: list[queuelog.Entry], told: dict[str, judging.Told], cel: list[dict], stories: dict[str, truth.Story],
                 members: dict) -> Result:
    calls_of: dict[str, set[str]] = {}
    for row in cel:
        calls_of.setdefault(row["uniqueid"], set()).add(row["linkedid"])
    # the log keeps to the channel that came into the queue, whoever talks on for it
    joined = truth.joined(stories)
    calls_of = {unique: calls.union(*(joined.get(call, set()) for call in calls)) for unique, calls in calls_of.items()}
    gone = {row["uniqueid"]: float(row["eventtime"]) for row in cel if row["eventtype"] == "HANGUP"}
    wrong = queuelog.judge(entries, told, calls_of, members, gone)
    print(f"the queues' log: {queuelog.count(entries)}; {len(wrong)} differ", flush=True)
    return Result("(the queues' log)", wrong)


def judge_kept(moments: list[world.Moment], had: kept.Kept, stories: dict[str, truth.Story], slack: float = world.SLACK) -> Result:
    wrong, counted = world.judge(moments, had, slack, truth.joined(stories))
    print(f"what is kept: {counted}", flush=True)
    return Result("(what is kept)", wrong)


async def run_version(version: str, names: list[str], options) -> dict[str, list[Result]]:
    """Runs the scenarios on one version, with and without timestamps as asked for; the lab must be ours."""
    names = scenario.playable(names, version)
    in_turn = options.capture or options.binary or not options.daemon or options.at_once <= 1 or len(names) == 1
    results = {}
    for timestamps in {"on": [True], "off": [False], "both": [True, False]}[options.timestamps]:
        state = await asterisk.up(version, timestamps=timestamps, slots=1 if in_turn else _slots(len(names), options.at_once) + 1)
        play = run_all if in_turn else run_at_once
        results[label(state)] = await play(state, names, options)
    return results


async def run_at_once(state: dict, names: list[str], options) -> list[Result]:
    """Runs many scenarios at the same time, each in a slot of its own; those that need the PBX for themselves later."""
    together = [one for one in map(scenario.load, names) if one.mix]
    alone = [one for one in map(scenario.load, names) if not one.mix]
    results: dict[str, Result] = {}
    await until_empty(state)
    async with Bridge(state, options.daemon, trunks=options.trunks) as bridge, world.Watch(state, bridge.trunks) as watch:
        account = Account(state)
        async with Runner(state) as runner:
            plays = await _play(runner, together, options.at_once, _slots(len(together), options.at_once), label(state))
        await until_empty(state)
        await asyncio.sleep(0.3)          # CDR and CEL are written by other threads, a little later
        await bridge.settled()
        results = {result.name: result for result in
                   judge_plays(plays, bridge.since(0), *account.calls(), tolerance(options, state), runner.seen)}
        for one in alone:
            print(f"[{label(state)}] alone: {one.name:<32} {one.about}", flush=True)
            results[one.name] = await _run_one(state, one, bridge, options, watch)
        results |= {result.name: result for result in await judge_world(bridge, watch, account)}
        if faults := bridge.complaints():
            results["(the daemon)"] = Result("(the daemon)", faults)
    return [results[name] for name in [*names, *(set(results) - set(names))]]


def _slots(scenarios: int, at_once: int) -> int:
    """How many sets of phones so many scenarios want: each rests for a while before somebody else has it."""
    return min(scenarios, 4 * at_once)


async def _play(runner: Runner, scenarios: list[scenario.Scenario], at_once: int, slots: int, name: str) -> list[sorting.Play]:
    places, plays = asyncio.Semaphore(at_once), []
    free = list(range(1, slots + 1))
    over = 0

    async def one(what: scenario.Scenario) -> None:
        nonlocal over
        async with places:
            play = sorting.Play(what, free.pop(0), time.time())
            plays.append(play)
            try:
                await runner.run(what, play.slot, alone=False)
            except (asterisk.LabError, ami.AMIError, asyncio.TimeoutError) as error:
                play.wrong.append(f"could not be played: {error or 'no answer'}")
            play.ended = time.time()
            free.append(play.slot)
            over += 1
            print(f"[{name}] {over:>3}/{len(scenarios)} over: {what.name} ({play.took:.0f} s)", flush=True)

    async with asyncio.TaskGroup() as group:
        for what in scenarios:
            group.create_task(one(what))
    return plays


def judge_plays(plays: list[sorting.Play], received: str, cel: list[dict], cdr: list[dict], tolerance: float,
                seen: dict[str, dict[str, float]] = {}, expectations: bool = True) -> list[Result]:
    """Judges what was received while many scenarios happened; one result a scenario, and one for what is nobody's.

    `seen` is what `judging.lateness` wants.
    """
    messages, faults = judging.read_messages(received)
    told, more = judging.by_call(messages)
    place_of = sorting.by_play(plays, cel)
    verdicts: dict[int | None, list[judging.Verdict]] = {}
    late = judging.lateness(seen, cel)
    for verdict in judging.judge(truth.stories(cel, cdr), told, tolerance, lateness=late):
        verdicts.setdefault(place_of.get(verdict.call_id), []).append(verdict)
    results = []
    for place, play in enumerate(plays):
        own = verdicts.get(place, [])
        wrong = list(play.wrong)
        if play.scenario.cdr:
            wrong += [f"{verdict.call_id}: {each}" for verdict in own for each in verdict.differences]
        if expectations:
            calls = {verdict.call_id: judging.Told(verdict.call_id, sorting.as_written(verdict.told.messages, play.slot))
                     for verdict in own if verdict.told}
            wrong += [f"expectation: {each}" for each in expecting.differing(play.scenario, calls)]
        differing = [verdict.call_id for verdict in own if verdict.differences]
        results.append(Result(play.scenario.name, wrong, judging.report(own, tell_all=bool(wrong)), len(own), differing))
    nobodys = verdicts.get(None, [])
    strays = [f"{verdict.call_id}: a call of no scenario" for verdict in nobodys]
    if faults or more or strays:
        results.append(Result("(of no scenario)", faults + more + strays, judging.report(nobodys), len(nobodys)))
    return results


def tolerance(options, state: dict | None = None) -> float:
    """Seconds by which times may differ from CEL. Without a Timestamp a time is its arrival, which a busy machine delays."""
    if options.tolerance is not None:
        return options.tolerance / 1000
    return judging.TOLERANCE if state is None or state["timestamps"] else LATE


def label(state: dict) -> str:
    return f"{state['version']}, timestamps {'on' if state['timestamps'] else 'off'}"


async def until_empty(state: dict, limit: float = 30) -> None:
    """Waits until the PBX has no channel left."""
    for _ in range(int(limit)):
        if (await asterisk.cli(state, "pbx", "core show channels count")).startswith("0 active channels"):
            return
        await asyncio.sleep(1)


async def _run_one(state: dict, one: scenario.Scenario, bridge: Bridge | None, options, watch: world.Watch | None = None) -> Result:
    folder = options.capture / state["version"] if options.capture else None
    temporary = None
    if options.binary and not folder:
        temporary = tempfile.TemporaryDirectory(prefix="asterisk-mqtt-lab-")
        folder = Path(temporary.name)
    # what lists are compared with has to be asked for in the recording, too
    wiretap = None if one.lists else getattr(options, "wiretap", None)
    recorder = capture.Capture(state, folder, one.name, wiretap, lists=one.lists) if folder else None
    marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
    mark = bridge.mark() if bridge else 0
    wrong = []
    async with Runner(state) as runner:
        runner.listing = watch.now if watch else None
        if recorder:
            await recorder.start()
            if one.lists:
                runner.listing = recorder.list
        try:
            await runner.run(one)
        except asterisk.LabError as error:
            wrong.append(str(error))
        if recorder:
            await recorder.stop()
    if not asterisk.is_running(state["pbx"]):
        await asterisk.restart(state, "pbx")
        if bridge:
            await bridge.logged_in()
    result = Result(one.name, [])
    if bridge:
        await bridge.settled()
        result = assess(one, bridge.since(mark), *accounts_since(state, marks), tolerance(options, state))
    if options.binary:
        again = replay_one(folder / f"{one.name}.raw", one, options.binary, tolerance(options, state))
        again.wrong = [f"replay: {each}" for each in again.wrong]
        result = Result(one.name, result.wrong + again.wrong, result.report + again.report, again.calls,
                        result.differing + again.differing)
    if options.capture:
        result.raw = folder / f"{one.name}.raw"
    result.wrong += wrong
    if temporary:
        temporary.cleanup()
    return result


def replay_one(raw: Path, one: scenario.Scenario, binary: Path, tolerance: float) -> Result:
    """Judges what `BINARY replay CAPTURE` prints for a capture, with the CDR and CEL kept beside it."""
    run = subprocess.run([str(binary.resolve()), "replay", "--variable", VARIABLE, str(raw)], capture_output=True, text=True, timeout=120)
    if run.returncode:
        return Result(one.name, [f"replay exits {run.returncode}: {run.stderr.strip()[-300:]}"])
    cel = truth.read(raw.with_suffix(".cel.csv"), list(config.CEL_COLUMNS))
    result = assess(one, run.stdout, cel, truth.read(raw.with_suffix(".cdr.csv"), config.CDR_COLUMNS), tolerance)
    result.name, result.raw = raw.stem, raw
    return result


def replay_mix(raw: Path, plays: list[sorting.Play], binary: Path, tolerance: float) -> list[Result]:
    """Judges what `BINARY replay CAPTURE` prints for a capture of many scenarios at once; one result a kind of scenario."""
    done = subprocess.run([str(binary.resolve()), "replay", "--variable", VARIABLE, str(raw)], capture_output=True, text=True, timeout=600)
    if done.returncode:
        return [Result(raw.stem, [f"replay exits {done.returncode}: {done.stderr.strip()[-300:]}"])]
    cel = truth.read(raw.with_suffix(".cel.csv"), list(config.CEL_COLUMNS))
    cdr = truth.read(raw.with_suffix(".cdr.csv"), config.CDR_COLUMNS)
    merged: dict[str, Result] = {}
    for one in judge_plays(plays, done.stdout, cel, cdr, tolerance, seen_in(raw.read_bytes())):
        whole = merged.setdefault(one.name, Result(one.name, [], raw=raw))
        whole.wrong += one.wrong
        whole.differing += one.differing
        whole.report += one.report + "\n" if one.wrong else ""
        whole.calls += one.calls
    return [merged[name] for name in sorted(merged)]


def _say(result: Result) -> None:
    if result.wrong:
        print("      DIFFERS", *(f"\n        {each}" for each in result.wrong), sep="", flush=True)


def sum_up(results: dict[str, list[Result]], table: bool = True) -> int:
    """A table of the scenarios, unless it is not wanted; both stories of those that differ, and a line for each column."""
    if table:
        _print_table(results)
    wrong = 0
    for column, ones in results.items():
        bad = [one for one in ones if one.wrong]
        wrong += len(bad)
        for one in bad:
            print(f"\n[{column}] {one.name}", *(f"  {each}" for each in one.wrong), one.report, *one.hint(), sep="\n")
    print()
    for column, ones in results.items():
        bad = [one.name for one in ones if one.wrong]
        print(f"Asterisk {column}: {len(ones) - len(bad)} of {len(ones)} scenarios right, "
              f"{sum(one.calls for one in ones)} calls" + (f"; not: {', '.join(bad)}" if bad else ""))
    return 1 if wrong else 0


def _print_table(results: dict[str, list[Result]]) -> None:
    names = list(dict.fromkeys(one.name for ones in results.values() for one in ones))
    by_name = {column: {one.name: one for one in ones} for column, ones in results.items()}
    width = max(8, *map(len, results)) + 2
    print(f"\n{'scenario':<36}{'calls':>6}  " + "".join(f"{column:<{width}}" for column in results))
    for name in names:
        ones = [by_name[column].get(name) for column in results]
        calls = max(one.calls for one in ones if one)
        print(f"{name:<36}{calls:>6}  " + "".join(
            f"{'-' if one is None else 'DIFFERS' if one.wrong else 'right':<{width}}" for one in ones).rstrip())


def find_daemon() -> Path:
    """The asterisk-mqtt that was built last: the release one where both are there and as new."""
    if named := os.environ.get("ASTERISK_MQTT_DAEMON"):
        return Path(named)
    built = [file for file in (paths.PROJECT / f".build/{kind}/asterisk-mqtt" for kind in ("release", "debug")) if file.exists()]
    if not built:
        raise asterisk.LabError("no asterisk-mqtt to judge: `swift build --product asterisk-mqtt` makes one, "
                                "--daemon PATH names one, --no-daemon does without")
    return max(built, key=lambda file: file.stat().st_mtime)


def add_daemon(arguments) -> None:
    arguments.add_argument("--daemon", type=Path, metavar="PATH",
                           help="the asterisk-mqtt to judge (default: $ASTERISK_MQTT_DAEMON, or the newer of .build/release and .build/debug)")
    arguments.add_argument("--no-daemon", action="store_true", help="only make the calls")


def add_trunks(arguments) -> None:
    arguments.add_argument("--trunks", action="store_true",
                           help="configure the trunks in the daemon: every event must then have the right direction")


def settle_daemon(options) -> None:
    """Decides which daemon is meant, and that it is one."""
    options.daemon = None if options.no_daemon else options.daemon or find_daemon()
    if options.daemon and not os.access(options.daemon, os.X_OK):
        raise asterisk.LabError(f"{options.daemon} is no program")


def add_tolerance(arguments) -> None:
    arguments.add_argument("--tolerance", type=float, metavar="MS",
                           help=f"for times against CEL (default: {1000 * judging.TOLERANCE:.0f} ms; {1000 * LATE:.0f} where AMI's events carry no time)")


def run() -> int:
    arguments = commands.parser(
        "Plays scenarios on a real PBX while the daemon watches it. Compares what a subscriber of a real broker received with\n"
        "the PBX's CDR and CEL and with what the scenario expects. Brings the lab up if needed, and leaves it up. With\n"
        "--capture, --binary or a single scenario they are played one after the other, otherwise many at once. Exits 1 if\n"
        "anything differs.\n\n"
        "  tools/lab/run --list\n"
        "  tools/lab/run blind-by-callee\n"
        "  tools/lab/run --all --version 16 --version 22 --timestamps both\n"
        "  tools/lab/run --all --no-daemon --capture captures")
    arguments.add_argument("scenario", nargs="*", help="names, as --list has them, or files")
    arguments.add_argument("--all", action="store_true", help="every scenario there is")
    arguments.add_argument("--list", action="store_true", help="list the scenarios and what happens in each")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append", help="16 or 22; can be given twice (default: 22)")
    arguments.add_argument("--timestamps", choices=("on", "off", "both"), default="on",
                           help="whether AMI's events carry their time; both: once with, once without (default: on)")
    arguments.add_argument("--at-once", type=int, default=12, metavar="N", help="how many scenarios at the same time (default: 12)")
    add_daemon(arguments)
    add_trunks(arguments)
    arguments.add_argument("--capture", type=Path, metavar="DIR",
                           help="keep the AMI stream, CDR and CEL of each in DIR/VERSION/SCENARIO.raw, .cdr.csv, .cel.csv")
    arguments.add_argument("--binary", type=Path, metavar="PATH",
                           help="judge what `PATH replay CAPTURE` prints for the capture of each scenario, too")
    add_tolerance(arguments)
    options = arguments.parse_args()
    if options.list:
        for name in scenario.names():
            print(f"{name:<32} {scenario.load(name).about}")
        return 0
    names = scenario.names() if options.all else options.scenario
    if not names:
        arguments.error("name a scenario, or say --all")

    async def work():
        settle_daemon(options)
        results = {}
        for version in options.version or ["22"]:
            with asterisk.claimed(version):
                results |= await run_version(version, names, options)
        return sum_up(results)
    return commands.guarded(work())


def replay() -> int:
    arguments = commands.parser(
        "Judges recordings without a PBX: compares the output of `PATH replay RECORDING` with the CDR and CEL beside it and\n"
        "with the scenario's expectations. Exits 1 if anything differs.\n\n"
        "  tools/lab/replay captures --binary .build/debug/asterisk-mqtt")
    arguments.add_argument("folder", type=Path, help="what `run --capture` wrote: DIR/VERSION/SCENARIO.raw …")
    arguments.add_argument("scenario", nargs="*", help="only these (default: all that were captured)")
    arguments.add_argument("--binary", type=Path, required=True, metavar="PATH", help="the asterisk-mqtt to judge")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append")
    add_tolerance(arguments)
    options = arguments.parse_args()
    results = judge_captures(options.folder, options.scenario, options.version or paths.VERSIONS, options.binary, tolerance(options))
    if not results:
        arguments.error(f"no captures in {options.folder}")
    return sum_up(results)


def judge_captures(folder: Path, names: list[str], versions, binary: Path, tolerance: float, show: bool = True) -> dict[str, list[Result]]:
    """Judges what is kept in a folder, all of it where no names are given; what is not right is said at once."""
    results: dict[str, list[Result]] = {}
    for version in versions:
        files = [file for file in sorted((folder / version).glob("*.raw")) if not names or file.stem in names]
        with ThreadPoolExecutor(os.cpu_count()) as judges:
            for file, found in zip(files, judges.map(lambda file: _judge_capture(file, binary, tolerance), files)):
                if found is None:
                    print(f"[{version}] {file.stem}: no such scenario, left out", file=sys.stderr)
                elif len(found) == 1 and found[0].name == file.stem:
                    if show or found[0].wrong:
                        print(f"[{version}] {file.stem}", flush=True)
                    results.setdefault(version, []).append(found[0])
                    _say(found[0])
                else:
                    print(f"[{version}] {file.stem}: many scenarios at once", flush=True)
                    results.setdefault(f"{version}, {file.stem}", []).extend(found)
    return results


def _judge_capture(file: Path, binary: Path, tolerance: float) -> list[Result] | None:
    """What a capture's scenario came to, or all of those that it holds; None where there is no such scenario."""
    if (plays := sorting.read(file.with_suffix(".plays.json"))) is not None:
        return replay_mix(file, plays, binary, tolerance)
    played = scenario.played_in(file.stem)
    if not (paths.SCENARIOS / f"{played}.json").exists():
        return None
    return [replay_one(file, scenario.load(played), binary, tolerance)]
