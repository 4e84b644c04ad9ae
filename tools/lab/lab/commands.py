"""The command lines of up, down and status."""

import argparse
import asyncio
import sys

from . import ami, asterisk, paths, roots, scenario


def parser(what: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)


def add_versions(arguments: argparse.ArgumentParser, default: str) -> None:
    arguments.add_argument("version", nargs="*", type=_version, metavar="VERSION",
                           help=f"16 or 22 (default: {default})")


def _version(text: str) -> str:
    if text not in paths.VERSIONS:
        raise argparse.ArgumentTypeError(f"there is a lab for {' and '.join(paths.VERSIONS)}, not for {text}")
    return text


def guarded(work) -> int:
    """Runs the work (a coroutine); what the lab itself has to say is said in one line, without a traceback."""
    try:
        return asyncio.run(work) or 0
    except (asterisk.LabError, roots.RootError, ami.AMIError, scenario.ScenarioError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def up() -> int:
    arguments = parser(
        "Brings up a real PBX and its phones: two Asterisks on free ports of the loopback. The first time "
        f"it builds what they run in, in {paths.home()} (ASTERISK_MQTT_LAB moves it). Both versions can be "
        "up at the same time; running it again changes only what is asked for.")
    add_versions(arguments, "22")
    arguments.add_argument("--timestamps", choices=("on", "off"), default="on",
                           help="whether AMI events carry a Timestamp (default: on; in the field it is off)")
    arguments.add_argument("--slots", type=int, default=1, metavar="N",
                           help="sets of phones and groups, for that many scenarios at once (1 to 999; default: 1)")
    options = arguments.parse_args()

    async def work():
        for version in options.version or ["22"]:
            with asterisk.claimed(version):
                await asterisk.up(version, timestamps=options.timestamps == "on", slots=options.slots)
    return guarded(work())


def down() -> int:
    arguments = parser("Ends the Asterisks that `up` started, by pid, and no other process.")
    add_versions(arguments, "all that are up")
    options = arguments.parse_args()

    async def work():
        for version in options.version or paths.VERSIONS:
            with asterisk.claimed(version):
                await asterisk.down(version)
    return guarded(work())


def status() -> int:
    arguments = parser("Shows which lab is up, on which ports, and how to connect to it. Exits 1 if nothing is up.")
    arguments.parse_args()
    found = False
    for version in paths.VERSIONS:
        state = asterisk.read_state(version)
        if not state:
            built = "built" if roots.is_built(version) else "not built"
            print(f"Asterisk {version}: down ({built})")
            continue
        found = True
        print(f"Asterisk {version}: up, timestamps {'on' if state['timestamps'] else 'off'}, {state['slots']} slot(s)")
        for role in asterisk.ROLES:
            process = state[role]
            alive = "running" if asterisk.is_running(process) else "NOT running"
            print(f"  {role:<7}pid {process['pid']} {alive}, AMI 127.0.0.1:{process['ami']}, SIP 127.0.0.1:{process['sip']}/udp")
        print(f"  AMI users of the PBX: bridge/bridge (all rights), listener/listener (may not ask); logs: {asterisk.folder(state, 'pbx')}/log")
    return 0 if found else 1
