"""`ci`: what a check of a change does with the lab, and how it says that there can be none."""

import argparse

from . import asterisk, commands, doctor, mix, outage, roots, run, scenario

VERSION = "22"
BUSY = 300           # seconds to wait for a lab that somebody else uses


async def _check(options) -> int:
    run.settle_daemon(options)
    missing = doctor.missing()
    if missing:
        print("NOT DONE: there can be no lab on this machine.", *missing, sep="\n  ")
        return 0
    was_up = asterisk.read_state(VERSION) is not None
    try:
        with asterisk.claimed(VERSION, BUSY):
            try:
                roots.build(VERSION)
            except roots.RootError as error:
                print(f"NOT DONE: the lab could not be built: {error}")
                return 0
            try:
                common = {"daemon": options.daemon, "capture": None, "binary": None, "tolerance": None}
                played = await run.run_version(VERSION, scenario.names(), argparse.Namespace(
                    timestamps="both", at_once=12, **common))
                wrong = run.sum_up(played)
                wrong |= await mix.play(argparse.Namespace(
                    version=VERSION, timestamps="on", slots=None, calls=options.calls, rate=options.rate, seed=options.seed,
                    accounts_only=False, **common))
                if options.daemon:
                    print("\nThe daemon is killed in the middle of calls:")
                    wrong |= await outage.play(argparse.Namespace(
                        kind="daemon", version=VERSION, calls=100, rate=10, seed=options.seed, after=4, seconds=4, settle=5,
                        show=20, daemon=options.daemon))
                return wrong
            finally:
                if not was_up:
                    await asterisk.down(VERSION)
    except asterisk.LabInUse as error:
        print(f"NOT DONE: {error}, still after {BUSY} s")
        return 0


def main() -> int:
    arguments = commands.parser(
        f"Every scenario on Asterisk {VERSION}, with and without timestamps, then a mix of calls, then one in which the daemon\n"
        "is killed; builds and starts what it needs, and ends what it started. Exits 1 if anything is not right. Where this\n"
        "machine can't have a lab it says NOT DONE and why, and exits 0.")
    arguments.add_argument("--calls", type=int, default=300, metavar="N", help="calls in the mix (default: 300)")
    arguments.add_argument("--rate", type=float, default=5, metavar="R", help="calls a second in the mix (default: 5)")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="which mix (default: 1)")
    run.add_daemon(arguments)
    options = arguments.parse_args()
    return commands.guarded(_check(options))
