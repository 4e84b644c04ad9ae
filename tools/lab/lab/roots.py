"""Builds the folders that hold Asterisk: a minimal Debian of another release, once a version.

Debian 12 has no Asterisk of its own; older and newer releases do. They run as plain processes in
a folder, in a mount namespace of their own so that no mount is left behind whatever happens.
"""

import shutil
import subprocess
from pathlib import Path

from . import paths

# version -> (Debian release, debootstrap's script where the host's does not know that release by name)
RELEASES = {"16": ("bullseye", None), "22": ("forky", "sid")}

PACKAGES = {
    "16": ("asterisk", "asterisk-modules", "asterisk-voicemail", "asterisk-core-sounds-en-gsm"),
    "22": ("asterisk", "asterisk-modules", "asterisk-core-sounds-en-gsm"),      # voicemail is among the modules
}
# in the root, what was installed: a root of an older lab is built anew
_STAMP = "lab-packages"


class RootError(Exception):
    """The root can't be built; the text says what to do."""


def is_built(version: str) -> bool:
    stamp = paths.root(version) / _STAMP
    return stamp.exists() and stamp.read_text().split() == list(PACKAGES[version])


def mirror() -> str:
    """The Debian mirror that this machine's apt uses."""
    text = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CREATED_BY) $(ORIGIN) $(SUITE) $(SITE)"],
        capture_output=True, text=True, check=True,
    ).stdout
    for line in text.splitlines():
        created_by, origin, *suite, site = line.split()
        if created_by == "Packages" and origin == "Debian" and "security" not in site:
            return site
    raise RootError("apt knows no Debian mirror: run `apt-get update` and try again")


def build(version: str, log=print) -> Path:
    """Builds the root unless it is there; takes 1 to 3 minutes. Returns its folder."""
    folder = paths.root(version)
    if is_built(version):
        return folder
    release, script = RELEASES[version]
    partial = folder.with_name(folder.name + ".partial")
    for old in (partial, folder):             # an earlier try that was cut short, an older lab's root
        if old.exists():
            shutil.rmtree(old)
    partial.parent.mkdir(parents=True, exist_ok=True)
    journal = folder.with_name(folder.name + ".log")
    log(f"building Asterisk {version} from Debian {release} in {folder} (1 to 3 minutes; {journal})")
    with journal.open("w") as out:
        bootstrap = ["debootstrap", "--variant=minbase", release, str(partial), mirror()]
        _run(bootstrap + ([script] if script else []), out, journal)
        _quiet_services(partial)
        shutil.copy("/etc/resolv.conf", partial / "etc/resolv.conf")
        # A release under development is signed anew every few days; a mirror frozen at some day is not
        # wrong, only old.
        install = (
            "apt-get -o Acquire::Check-Valid-Until=false update -q && "
            f"apt-get install -qy --no-install-recommends {' '.join(PACKAGES[version])} && apt-get clean"
        )
        _run(inside(partial, ["env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", install]), out, journal)
    (partial / _STAMP).write_text(" ".join(PACKAGES[version]) + "\n")
    partial.rename(folder)
    return folder


def inside(root: Path, command: list[str], before: str = "") -> list[str]:
    """The command line that runs `command` in the root, with /proc and /dev, in its own mount namespace.

    `before` is shell text run outside the root first. Every step is an `exec`, so that the pid of
    the process started is the pid of the command.
    """
    script = (
        'root="$1"; shift; mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && '
        + before + ' exec chroot "$root" "$@"'
    )
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", str(root), *command]


def _quiet_services(root: Path) -> None:
    """Keeps the packages' own scripts from starting daemons."""
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)


def _run(command: list[str], out, journal: Path) -> None:
    if subprocess.run(command, stdout=out, stderr=subprocess.STDOUT).returncode:
        raise RootError(f"{command[0]} failed; its words are in {journal}")
