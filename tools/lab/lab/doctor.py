"""`doctor`: what the lab needs of this machine, whether it is there, and what to do if not."""

import os
import shutil
import subprocess
import sys

from . import asterisk, commands, paths, roots

# tool -> (Debian package, what it is for, whether nothing works without it)
TOOLS = {
    "debootstrap": ("debootstrap", "builds what Asterisk runs in", True),
    "unshare": ("util-linux", "runs Asterisk with mounts of its own", True),
    "chroot": ("coreutils", "runs Asterisk in its own Debian", True),
    "mosquitto": ("mosquitto", "the broker of `run` and `mix`", False),
    "mosquitto_sub": ("mosquitto-clients", "the subscriber of `run` and `mix`", False),
}
ROOM = 2 << 30       # bytes for both roots and what they write


def _checks():
    """Yields (fine, needed, what was found, what to do)."""
    yield sys.version_info >= (3, 11), True, f"Python {sys.version.split()[0]}", "the lab needs Python 3.11 or later"
    yield os.geteuid() == 0, True, "running as root" if os.geteuid() == 0 else "not running as root", "chroot and mount need root: use sudo"
    for tool, (package, purpose, needed) in TOOLS.items():
        where = shutil.which(tool)
        yield bool(where), needed, f"{tool}: {where or 'missing'} ({purpose})", f"apt-get install {package}"
    if os.geteuid() == 0 and shutil.which("unshare"):
        works = subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0
        yield works, True, f"a mount namespace {'can' if works else 'can not'} be made", "in a container it must be allowed (CAP_SYS_ADMIN)"
    try:
        roots.mirror()
        yield True, True, "apt knows a Debian mirror", ""
    except (roots.RootError, OSError, subprocess.CalledProcessError) as error:
        yield False, True, f"no Debian mirror ({error})", "apt-get update"
    home = paths.home()
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    built = all(roots.is_built(version) for version in paths.VERSIONS)
    yield built or free > ROOM, True, f"{free >> 30} GiB free for {home}", "make room, or set ASTERISK_MQTT_LAB to a folder elsewhere"
    for version in paths.VERSIONS:
        there = roots.is_built(version)
        yield there, False, f"Asterisk {version} is {'built' if there else 'not built yet'}", f"tools/lab/up {version} builds it"
        state = asterisk.read_state(version)
        if state:
            for role in asterisk.ROLES:
                alive = asterisk.is_running(state.get(role))
                yield alive, False, f"Asterisk {version}, {role}: {'running' if alive else 'gone'}", f"tools/lab/down {version} && tools/lab/up {version}"


def missing() -> list[str]:
    """What the lab can't do without and this machine has not got, with what to do about it; also what `run` needs."""
    tools = [f"{tool}: missing: apt-get install {package}" for tool, (package, _, needed) in TOOLS.items()
             if not needed and not shutil.which(tool)]
    return [f"{found}: {remedy}" for fine, needed, found, remedy in _checks() if needed and not fine] + tools


def main() -> int:
    commands.parser("Lists what the lab needs on this machine, what is missing, and what to do about it. Exits 1 if the lab can't\n"
                    "work as it is; what only some commands need is marked with a ? and does not count.").parse_args()
    broken = False
    for fine, needed, found, remedy in _checks():
        broken |= needed and not fine
        print(f"{'ok' if fine else '!!' if needed else '? '}  {found}" + ("" if fine else f"\n      → {remedy}"))
    return 1 if broken else 0
