"""Writes both Asterisks' configuration from the texts in tools/lab/etc.

`NAME.conf` is written as it is, `NAME.slot.conf` is added to it once a slot. A *slot* is a set of
phones, groups and queues of its own, so that many scenarios can happen at once: slot 0 has the
numbers as they are written in the scenarios (21, 600), slot 7 has 100721, 1007600: a prefix of
four digits, which no number of slot 0 begins with.
"""

import re
import shutil
import socket
from pathlib import Path

from . import paths

ETC = paths.TOOLS / "etc"

CDR_COLUMNS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata",
    "start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "linkedid",
    "userfield", "sequence",
)
# seconds since 1970 with microseconds
_CDR_TIMES = {"start", "answer", "end"}

CEL_COLUMNS = {
    "eventtype": "${eventtype}", "eventtime": "${eventtime}",
    "cid_name": "${CALLERID(name)}", "cid_num": "${CALLERID(num)}", "cid_ani": "${CALLERID(ANI)}",
    "cid_rdnis": "${CALLERID(RDNIS)}", "cid_dnid": "${CALLERID(DNID)}", "exten": "${CHANNEL(exten)}",
    "context": "${CHANNEL(context)}", "channame": "${CHANNEL(channame)}", "appname": "${CHANNEL(appname)}",
    "appdata": "${CHANNEL(appdata)}", "amaflags": "${CHANNEL(amaflags)}",
    "accountcode": "${CHANNEL(accountcode)}", "uniqueid": "${CHANNEL(uniqueid)}",
    "linkedid": "${CHANNEL(linkedid)}", "peer": "${BRIDGEPEER}", "userfield": "${CHANNEL(userfield)}",
    "userdeftype": "${userdeftype}", "eventextra": "${eventextra}",
}


def prefix(slot: int) -> str:
    """What a slot's numbers begin with: nothing, or 1 and the slot in three digits."""
    return f"1{slot:03d}" if slot else ""


def slot_of(number: str) -> int:
    """The slot that a number belongs to."""
    found = re.match(r"1(\d{3})\w{2}", number)
    return int(found[1]) if found else 0


def write(version: str, role: str, ports: dict, timestamps: bool = True, slots: int = 1) -> None:
    """Writes all of one Asterisk's folders anew. `role` is "pbx" or "phones".

    ports: {"sip", "ami", "rtp", "ari", "pbx_sip", "phones_sip", "dead"}, all numbers of UDP or TCP ports; only the PBX
    has "ari".
    """
    root = paths.root(version)
    home = Path("/lab") / role
    there = root / home.relative_to("/")
    shutil.rmtree(there, ignore_errors=True)
    for name in ("etc", "lib", "spool/monitor", "spool/tmp", "run", "log/cdr-custom", "log/cel-custom", "cache", "moh"):
        (there / name).mkdir(parents=True)
    _music(root, there / "moh")
    _names(root)

    words = {
        "ROLE": role, "HOME": str(home), "MODULES": str(_modules(root)),
        "SIP_PORT": ports["sip"], "AMI_PORT": ports["ami"],
        "ARI_PORT": ports.get("ari", ""),
        "RTP_START": ports["rtp"], "RTP_END": ports["rtp"] + 1998,
        "PBX_SIP_PORT": ports["pbx_sip"], "PHONES_SIP_PORT": ports["phones_sip"], "DEAD_PORT": ports["dead"],
        "TIMESTAMPS": "yes" if timestamps else "no",
        "CDR_COLUMNS": ",".join(CDR_COLUMNS), "CEL_COLUMNS": ",".join(CEL_COLUMNS),
        "CDR_MAPPING": ",".join(_quoted("${CDR(%s%s)}" % (c, ",u" if c in _CDR_TIMES else "")) for c in CDR_COLUMNS),
        "CEL_MAPPING": ",".join(_quoted(expression) for expression in CEL_COLUMNS.values()),
    }
    for source in sorted([*(ETC / "common").glob("*.conf"), *(ETC / role).glob("*.conf")]):
        if source.name.endswith(".slot.conf"):
            continue
        text = _fill(source.read_text(), words)
        each = ETC / role / source.name.replace(".conf", ".slot.conf")
        if each.exists():
            template = each.read_text()
            text += "".join(_fill(template, words | {"P": prefix(slot)}) for slot in range(slots))
        (there / "etc" / source.name).write_text(text)
    # What a module looks for and the lab has nothing to say about comes as the package has it.
    for packaged in (root / "etc/asterisk").glob("*.conf"):
        if packaged.name in _AS_PACKAGED and not (there / "etc" / packaged.name).exists():
            shutil.copy(packaged, there / "etc" / packaged.name)


_AS_PACKAGED = {"acl.conf", "ccss.conf", "codecs.conf", "indications.conf", "udptl.conf", "stasis.conf", "http.conf"}


def set_timestamps(version: str, on: bool) -> None:
    """Whether AMI puts a Timestamp on its events; takes effect with `manager reload`."""
    file = paths.root(version) / "lab/pbx/etc/manager.conf"
    text = re.sub(r"timestampevents = \w+", f"timestampevents = {'yes' if on else 'no'}", file.read_text())
    file.write_text(text)


def _quoted(expression: str) -> str:
    return "${CSV_QUOTE(%s)}" % expression


def _fill(text: str, words: dict) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda m: str(words[m[1]]) if m[1] in words else m[0], text)


def _modules(root: Path) -> Path:
    lib = root / "usr/lib"
    folder = next(iter([*lib.glob("*/asterisk/modules"), *lib.glob("asterisk/modules")]))
    return Path("/") / folder.relative_to(root)


def _music(root: Path, folder: Path) -> None:
    """Something to play while on hold: without a file Asterisk would start no music, and say nothing of it."""
    for sound in ("vm-goodbye", "demo-congrats", "vm-intro"):
        # sounds/en is an absolute link, which leads nowhere from outside the root
        for file in list((root / "usr/share/asterisk/sounds").glob(f"*/{sound}.gsm"))[:1]:
            shutil.copy(file, folder)


def _names(root: Path) -> None:
    """Makes name resolution answer at once; a resolver that does not answer costs every call seconds."""
    host = socket.gethostname()
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {host}\n")
    (root / "etc/hostname").write_text(f"{host}\n")
    (root / "etc/resolv.conf").write_text("")
    (root / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\nhosts: files\n")
