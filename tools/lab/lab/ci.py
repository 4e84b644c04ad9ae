"""`ci`: the part of the lab that checks a change, and what happens where there can be no lab."""

import argparse
import random

from . import asterisk, choosing, commands, doctor, mix, outage, paths, roots, run, scenario

BUSY = 300           # seconds to wait for a lab that somebody else uses
# scenarios in a check of a change, and how many of them without timestamps as well, and with the trunks named: about two minutes
MOST, WITHOUT_TIMESTAMPS = 60, 20


async def _check(options) -> int:
    run.settle_daemon(options)
    wrong = 0
    if options.daemon:
        print("What is kept in Fixtures:", flush=True)
        kept = run.judge_captures(paths.PROJECT / "Fixtures", [], paths.VERSIONS, options.daemon, run.judging.TOLERANCE, show=False)
        wrong |= run.sum_up(kept, table=False)
        options.faults += _named("fixture", kept)
    missing = doctor.missing()
    if missing:
        print("NOT DONE: there can be no lab on this machine.", *missing, sep="\n  ")
        return wrong
    was_up = asterisk.read_state(options.version) is not None
    try:
        with asterisk.claimed(options.version, BUSY):
            try:
                roots.build(options.version)
            except roots.RootError as error:
                print(f"NOT DONE: the lab could not be built: {error}")
                return wrong
            try:
                wrong |= await _play(options)
                # Once more at the end, where it is read.
                for fault in options.faults:
                    print(f"not right: {fault}")
                return wrong
            finally:
                if not was_up:
                    await asterisk.down(options.version)
    except asterisk.LabInUse as error:
        print(f"NOT DONE: {error}, still after {BUSY} s")
        return wrong


async def _play(options) -> int:
    common = {"daemon": options.daemon, "capture": None, "binary": None, "tolerance": None}
    names = scenario.playable(scenario.names(), options.version)
    again = names
    if not options.all:
        names = [name for name in names if not scenario.load(name).open]
        touched, drawn = choosing.chosen(names, choosing.changes(options.base), MOST, options.seed)
        print(f"\nseed {options.seed}: of {len(names)} scenarios {len(touched)} that the change could break, {len(drawn)} by lot "
              "(--seed repeats them, --all plays every one)", flush=True)
        names = sorted([*touched, *drawn])
        again = sorted(random.Random(options.seed).sample(names, min(len(names), WITHOUT_TIMESTAMPS)))
    played = {}
    for timestamps, those in (("on", names), ("off", again)):
        played |= await run.run_version(options.version, those, argparse.Namespace(
            timestamps=timestamps, trunks=timestamps == "off", at_once=options.at_once, **common))
    wrong = run.sum_up(played)
    options.faults += _named("scenario", played)
    mixed = await mix.play(argparse.Namespace(
        version=options.version, timestamps="on", trunks=False, slots=None, calls=options.calls, rate=options.rate, seed=options.seed,
        accounts_only=False, weekly=options.all, **common))
    if mixed:
        options.faults.append(f"the mix (--seed {options.seed})")
    wrong |= mixed
    if options.daemon:
        print("\nThe daemon is killed in the middle of calls:")
        killed = await outage.play(argparse.Namespace(
            kind="daemon", version=options.version, calls=100, rate=10, seed=options.seed, after=4, seconds=4, settle=5,
            show=20, daemon=options.daemon, weekly=options.all))
        if killed:
            options.faults.append(f"calls while the daemon was killed (--seed {options.seed})")
        wrong |= killed
    return wrong


def _named(kind: str, results: dict) -> list[str]:
    return [f"{kind} {one.name}, Asterisk {column}: {one.wrong[0]}" for column, ones in results.items() for one in ones if one.wrong]


def main() -> int:
    arguments = commands.parser(
        "Judges all fixtures. Then plays on a real Asterisk: the scenarios that this change could break, a random part of the others,\n"
        "some of them without timestamps or with trunks, a mix of calls, and a mix in which the daemon is killed. Takes about seven\n"
        "minutes. Builds and starts what it needs, and ends what it started. Exits 1 if anything is wrong. If this machine can't run\n"
        "the lab, prints NOT DONE and the reason, and exits by the fixtures alone.")
    arguments.add_argument("--all", action="store_true", help="every scenario, with and without timestamps: what is done weekly")
    arguments.add_argument("--base", metavar="COMMIT", help="what the change is compared with (default: where it left the main branch)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    arguments.add_argument("--at-once", type=int, default=12, metavar="N", help="how many scenarios at the same time (default: 12)")
    arguments.add_argument("--calls", type=int, default=150, metavar="N", help="calls in the mix (default: 150)")
    arguments.add_argument("--rate", type=float, default=5, metavar="R", help="calls a second in the mix (default: 5)")
    arguments.add_argument("--seed", type=int, metavar="S", help="seed of the random choice (default: a new one each time; it is printed)")
    run.add_daemon(arguments)
    options = arguments.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1, 1_000_000)
    options.faults = []
    return commands.guarded(_check(options))
