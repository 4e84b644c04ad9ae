"""`run`: scenarios one after the other, on one version or both; `replay`: the same judgement on captures."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import asterisk, capture, commands, config, expecting, judging, paths, scenario, truth
from .daemon import Bridge
from .runner import Runner


@dataclass
class Result:
    """How one scenario went: what is wrong, in words, and the table to show for it."""
    name: str
    wrong: list[str]
    report: str = ""


def assess(one: scenario.Scenario, received: str, cel: list[dict], cdr: list[dict], tolerance: float) -> Result:
    """Judges what was received in a scenario, by Asterisk's account and by the scenario's expectations."""
    messages, faults = judging.read_messages(received)
    told, more = judging.by_call(messages)
    wrong, report = faults + more, ""
    if one.cdr:
        verdicts = judging.judge(truth.stories(cel, cdr), told, tolerance)
        wrong += [f"{verdict.call_id}: {each}" for verdict in verdicts for each in verdict.differences]
        report = judging.report(verdicts, faults + more)
    wrong += [f"expectation: {each}" for each in expecting.compare(one.expect, told)]
    return Result(one.name, wrong, report)


def accounts_since(state: dict, marks: dict[str, int]) -> tuple[list[dict], list[dict]]:
    """CEL and CDR rows written after the marks."""
    files = capture.accounts(state)
    cel = [dict(zip(config.CEL_COLUMNS, row)) for row in capture.read_rows(files["cel"], marks["cel"])]
    cdr = [dict(zip(config.CDR_COLUMNS, row)) for row in capture.read_rows(files["cdr"], marks["cdr"])]
    return cel, cdr


async def run_all(version: str, names: list[str], options) -> list[Result]:
    """Runs the scenarios on one version, one after the other."""
    state = asterisk.require(version)
    results = []
    async with contextlib.AsyncExitStack() as stack:
        bridge = await stack.enter_async_context(Bridge(state, options.daemon)) if options.daemon else None
        for number, name in enumerate(names, 1):
            one = scenario.load(name)
            print(f"[{version}] {number:>3}/{len(names)} {name:<32} {one.about}", flush=True)
            result = await _run_one(state, one, bridge, options)
            results.append(result)
            _say(result)
    return results


async def _run_one(state: dict, one: scenario.Scenario, bridge: Bridge | None, options) -> Result:
    folder = options.capture / state["version"] if options.capture else None
    temporary = None
    if options.binary and not folder:
        temporary = tempfile.TemporaryDirectory(prefix="asterisk-mqtt-lab-")
        folder = Path(temporary.name)
    recorder = capture.Capture(state, folder, one.name) if folder else None
    marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
    mark = bridge.mark() if bridge else 0
    wrong = []
    async with Runner(state) as runner:
        if recorder:
            await recorder.start()
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
        result = assess(one, bridge.since(mark), *accounts_since(state, marks), options.tolerance / 1000)
    if options.binary:
        again = replay_one(folder, one, options.binary, options.tolerance / 1000)
        again.wrong = [f"replay: {each}" for each in again.wrong]
        result = Result(one.name, result.wrong + again.wrong, result.report + again.report)
    result.wrong += wrong
    if temporary:
        temporary.cleanup()
    return result


def replay_one(folder: Path, one: scenario.Scenario, binary: Path, tolerance: float) -> Result:
    """Judges what `BINARY replay CAPTURE` prints for a capture, with the CDR and CEL kept beside it."""
    files = {kind: folder / f"{one.name}.{kind}" for kind in ("raw", "cel.csv", "cdr.csv")}
    run = subprocess.run([str(binary.resolve()), "replay", str(files["raw"])], capture_output=True, text=True, timeout=120)
    if run.returncode:
        return Result(one.name, [f"replay exits {run.returncode}: {run.stderr.strip()[-300:]}"])
    cel = truth.read(files["cel.csv"], list(config.CEL_COLUMNS))
    return assess(one, run.stdout, cel, truth.read(files["cdr.csv"], config.CDR_COLUMNS), tolerance)


def _say(result: Result) -> None:
    if result.wrong:
        print("      DIFFERS", *(f"\n        {each}" for each in result.wrong), sep="", flush=True)


def _sum_up(results: dict[str, list[Result]], verbose: bool) -> int:
    wrong = 0
    for version, ones in results.items():
        bad = [one for one in ones if one.wrong]
        wrong += len(bad)
        for one in bad if verbose else ():
            print(f"\n[{version}] {one.name}\n{one.report}")
        print(f"Asterisk {version}: {len(ones) - len(bad)} of {len(ones)} scenarios as they should be"
              + (f"; not: {', '.join(one.name for one in bad)}" if bad else ""))
    return 1 if wrong else 0


def _add_common(arguments) -> None:
    arguments.add_argument("--tolerance", type=float, default=50, metavar="MS", help="for times against CEL (default: 50 ms)")
    arguments.add_argument("--verbose", action="store_true", help="show both stories of every scenario that differs")


def run() -> int:
    arguments = commands.parser(
        "Makes scenarios happen on the lab that is up, one after the other. Without --daemon or --binary it only\n"
        "makes the calls (and keeps them, with --capture). Exits 1 if anything is not as it should be.\n\n"
        "  tools/lab/run --list\n"
        "  tools/lab/run answer-caller-hangs-up blind-by-callee --daemon .build/release/asterisk-mqtt\n"
        "  tools/lab/run --all --capture captures")
    arguments.add_argument("scenario", nargs="*", help="names, as --list has them, or files")
    arguments.add_argument("--all", action="store_true", help="every scenario there is")
    arguments.add_argument("--list", action="store_true", help="name the scenarios and what happens in each")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append", help="16 or 22; can be given twice (default: all that are up)")
    arguments.add_argument("--capture", type=Path, metavar="DIR",
                           help="keep the AMI stream, CDR and CEL of each in DIR/VERSION/SCENARIO.raw, .cdr.csv, .cel.csv")
    arguments.add_argument("--daemon", type=Path, metavar="PATH",
                           help="run this asterisk-mqtt against the lab with a broker of its own, and judge what a subscriber receives")
    arguments.add_argument("--binary", type=Path, metavar="PATH",
                           help="judge what `PATH replay CAPTURE` prints for the capture of each scenario")
    _add_common(arguments)
    options = arguments.parse_args()
    if options.list:
        for name in scenario.names():
            print(f"{name:<32} {scenario.load(name).about}")
        return 0
    names = scenario.names() if options.all else options.scenario
    if not names:
        arguments.error("name a scenario, or say --all")
    versions = options.version or [v for v in paths.VERSIONS if asterisk.read_state(v)] or ["22"]

    async def work():
        results = await asyncio.gather(*(run_all(version, names, options) for version in versions))
        return _sum_up(dict(zip(versions, results)), options.verbose)
    return commands.guarded(work())


def replay() -> int:
    arguments = commands.parser(
        "Judges captures that are kept, without a PBX: what `PATH replay CAPTURE` prints for each, against the CDR and\n"
        "CEL beside it and the scenario's expectations. Exits 1 if anything differs.\n\n"
        "  tools/lab/replay captures --binary .build/debug/asterisk-mqtt")
    arguments.add_argument("folder", type=Path, help="what `run --capture` wrote: DIR/VERSION/SCENARIO.raw …")
    arguments.add_argument("scenario", nargs="*", help="only these (default: all that were captured)")
    arguments.add_argument("--binary", type=Path, required=True, metavar="PATH", help="the asterisk-mqtt to judge")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append")
    _add_common(arguments)
    options = arguments.parse_args()
    results: dict[str, list[Result]] = {}
    for version in options.version or paths.VERSIONS:
        for file in sorted((options.folder / version).glob("*.raw")):
            if options.scenario and file.stem not in options.scenario:
                continue
            if not (paths.SCENARIOS / f"{file.stem}.json").exists():
                print(f"[{version}] {file.stem}: no such scenario, left out", file=sys.stderr)
                continue
            print(f"[{version}] {file.stem}", flush=True)
            result = replay_one(file.parent, scenario.load(file.stem), options.binary, options.tolerance / 1000)
            results.setdefault(version, []).append(result)
            _say(result)
    if not results:
        arguments.error(f"no captures in {options.folder}")
    return _sum_up(results, options.verbose)
