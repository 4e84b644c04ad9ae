"""`record`: makes the fixtures that tests without a PBX live on."""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import asterisk, commands, paths, run, scenario


def _keep(captured: Path, fixtures: Path, name: str, wiretap: Path | None) -> None:
    """Writes one scenario's files to the fixtures, without what says whose machine it was."""
    fixtures.mkdir(parents=True, exist_ok=True)
    for kind in ("cdr.csv", "cel.csv"):
        shutil.copy(captured / f"{name}.{kind}", fixtures / f"{name}.{kind}")
    raw, target = captured / f"{name}.raw", fixtures / f"{name}.raw"
    if wiretap:
        clean = subprocess.run([str(wiretap.resolve()), "sanitize", str(raw)], capture_output=True)
        if clean.returncode:
            raise asterisk.LabError(f"wiretap sanitize {raw.name}: {clean.stderr.decode(errors='replace').strip()[-300:]}")
        target.write_bytes(clean.stdout)
    else:
        shutil.copy(raw, target)


async def _record(options, names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="asterisk-mqtt-lab-") as temporary:
        captured = options.source or Path(temporary)
        wrong = 0
        for version in options.version or paths.VERSIONS:
            if not options.source:
                await asterisk.up(version, timestamps=options.timestamps == "on")
                how = argparse.Namespace(daemon=None, binary=None, capture=captured, tolerance=50, verbose=False)
                results = await run.run_all(version, names, how)
                wrong += sum(1 for result in results if result.wrong)
            kept = 0
            for name in names:
                if (captured / version / f"{name}.raw").exists():
                    _keep(captured / version, options.fixtures / version, name, options.wiretap)
                    kept += 1
            print(f"Asterisk {version}: {kept} scenarios in {options.fixtures / version}")
        return 1 if wrong else 0


def main() -> int:
    arguments = commands.parser(
        "Runs the scenarios on both versions and keeps what the PBX said as fixtures: Fixtures/VERSION/SCENARIO.raw with\n"
        ".cdr.csv and .cel.csv beside it. Brings the lab up if need be.\n\n"
        "  tools/lab/record --wiretap .build/debug/wiretap\n"
        "  tools/lab/record blind-by-callee --version 22")
    arguments.add_argument("scenario", nargs="*", help="only these (default: all)")
    arguments.add_argument("--version", choices=paths.VERSIONS, action="append", help="default: both")
    arguments.add_argument("--timestamps", choices=("on", "off"), default="on", help="default: on")
    arguments.add_argument("--fixtures", type=Path, default=paths.PROJECT / "Fixtures", metavar="DIR", help="default: Fixtures")
    arguments.add_argument("--from", dest="source", type=Path, metavar="DIR", help="keep captures that `run --capture DIR` made, run nothing")
    arguments.add_argument("--wiretap", type=Path, metavar="PATH", help="sanitise each stream with `PATH sanitize FILE`")
    options = arguments.parse_args()
    return commands.guarded(_record(options, options.scenario or scenario.names()))
