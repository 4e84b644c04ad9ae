"""`record`: makes the fixtures that tests without a PBX live on."""

import argparse
import os
import tempfile
from pathlib import Path

from . import asterisk, commands, fixtures, paths, run, scenario


def _find_wiretap() -> Path:
    built = [file for file in (paths.PROJECT / f".build/{kind}/wiretap" for kind in ("release", "debug")) if file.exists()]
    if not built:
        raise asterisk.LabError("no wiretap: `swift build --product wiretap` makes one, --wiretap PATH names one")
    return max(built, key=lambda file: file.stat().st_mtime)


async def _record(options, names: list[str]) -> int:
    wiretap = options.wiretap or _find_wiretap()
    if not os.access(wiretap, os.X_OK):
        raise asterisk.LabError(f"{wiretap} is no program")
    with tempfile.TemporaryDirectory(prefix="asterisk-mqtt-lab-") as temporary:
        captured = options.source or Path(temporary)
        wrong = 0
        for version in options.version or paths.VERSIONS:
            if not options.source:
                how = argparse.Namespace(daemon=None, binary=None, capture=captured, tolerance=None, trunks=False, wiretap=wiretap)
                with asterisk.claimed(version):
                    state = await asterisk.up(version, timestamps=options.timestamps == "on")
                    results = await run.run_all(state, scenario.playable(names, version), how)
                wrong += sum(1 for result in results if result.wrong)
            kept = [name for name in names if (captured / version / f"{name}.raw").exists()]
            listing = [name for name in kept if scenario.load(name).lists]
            replaced = fixtures.keep(captured / version, options.fixtures / version, [name for name in kept if name not in listing], wiretap)
            replaced += fixtures.keep_states(captured / version, options.fixtures / "states" / version, listing, wiretap)
            print(f"Asterisk {version}: {len(kept)} scenarios in {options.fixtures}",
                  *replaced or ["nothing private in them"], sep="\n  ")
        return 1 if wrong else 0


def main() -> int:
    arguments = commands.parser(
        "Plays the scenarios on both versions and writes fixtures, Fixtures/VERSION/SCENARIO: .raw (the AMI stream, recorded and\n"
        "sanitised by wiretap), .cdr.csv and .cel.csv (from the PBX), .expected.jsonl (the expected messages: from CDR, CEL and the\n"
        "scenario, not from the daemon). Brings the lab up if needed.\n\n"
        "  tools/lab/record blind-by-callee --version 22\n"
        "  tools/lab/record --from Fixtures          # the same streams, sanitised again and with new expectations")
    arguments.add_argument("scenario", nargs="*", help="only these (default: all)")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append", help="default: both")
    arguments.add_argument("--timestamps", choices=("on", "off"), default="on", help="default: on")
    arguments.add_argument("--fixtures", type=Path, default=paths.PROJECT / "Fixtures", metavar="DIR", help="default: Fixtures")
    arguments.add_argument("--from", dest="source", type=Path, metavar="DIR", help="keep captures that `run --capture DIR` made, run nothing")
    arguments.add_argument("--wiretap", type=Path, metavar="PATH", help="default: the newer of .build/release and .build/debug")
    options = arguments.parse_args()
    return commands.guarded(_record(options, options.scenario or scenario.names()))
