"""`run`: scenarios one after the other, on one version or both."""

import asyncio
import sys
import time
from pathlib import Path

from . import asterisk, capture, commands, paths, scenario
from .runner import Runner


async def run_all(version: str, names: list[str], folder: Path | None) -> int:
    """Runs the scenarios on one version; returns how many did not come to an end as they should."""
    state = asterisk.require(version)
    failed = 0
    for number, name in enumerate(names, 1):
        one = scenario.load(name)
        print(f"[{version}] {number:>3}/{len(names)} {name:<32} {one.about}", flush=True)
        recorder = capture.Capture(state, folder / version, name) if folder else None
        async with Runner(state) as runner:
            if recorder:
                await recorder.start()
            try:
                await runner.run(one)
            except asterisk.LabError as error:
                failed += 1
                print(f"      FAILED: {error}", file=sys.stderr)
            if recorder:
                await recorder.stop()
        if not asterisk.is_running(state["pbx"]):
            await asterisk.restart(state, "pbx")
    return failed


def run() -> int:
    arguments = commands.parser(
        "Makes scenarios happen on the lab that is up, one after the other.")
    arguments.add_argument("scenario", nargs="*", help="names, as --list has them")
    arguments.add_argument("--all", action="store_true", help="every scenario there is")
    arguments.add_argument("--list", action="store_true", help="name the scenarios and what happens in each")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append", help="16 or 22 (default: all that are up)")
    arguments.add_argument("--capture", type=Path, metavar="DIR",
                           help="keep the AMI stream, CDR and CEL of each in DIR/VERSION/SCENARIO.raw, .cdr.csv, .cel.csv")
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
        counts = await asyncio.gather(*(run_all(v, names, options.capture) for v in versions))
        return 1 if sum(counts) else 0
    return commands.guarded(work())
