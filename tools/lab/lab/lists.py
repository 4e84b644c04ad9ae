"""What the PBX itself lists of its phones, trunks, queues, members and mailboxes at a moment, as the retained topics must have it.

A row is the topic without its prefix and the fields that are beyond doubt:

    {"topic": "queue/support/state", "queue": "support", "callers": 1, "members_free": 2, …, "longest_wait_seconds": 7.0}

Beside the fields of a payload a row can have `calls_of`: the Linkedids of the phone's channels, of which its call is one.
"""

import fnmatch
from dataclasses import dataclass, field

from . import ami

ACTIONS = ("DeviceStateList", "QueueStatus", "VoicemailUsersList", "PJSIPShowEndpoints", "PJSIPShowRegistrationsOutbound", "CoreShowChannels")
# what makes a device a phone or a trunk: its technology
_TECHNOLOGIES = ("PJSIP/", "SIP/", "IAX2/", "DAHDI/", "SCCP/", "Skinny/", "USTM/", "MGCP/")
_LAMPS = {"NOT_INUSE": "idle", "RINGING": "ringing", "RINGINUSE": "ringing", "INUSE": "busy", "BUSY": "busy", "ONHOLD": "held"}
# device states by number, as QueueStatus has them
_FREE, _UNREACHABLE = ("0", "1"), ("4", "5")


@dataclass
class Moment:
    """What was listed: asked for at one time, told by another (seconds since 1970)."""
    asked: float
    told: float
    rows: list[dict] = field(default_factory=list)


async def ask(connection: ami.Connection) -> dict[str, list[dict]]:
    """All lists, by the action that asks for them."""
    return {action: await connection.list(action) for action in ACTIONS}


def rows(lists: dict[str, list[dict]], trunks: list[str]) -> list[dict]:
    """The rows of all that is listed. `trunks`: patterns of their channels, as the daemon is given them."""
    channels = _channels(lists["CoreShowChannels"])
    return [*_phones(lists, channels, trunks), *_trunks(lists, channels, trunks), *_queues(lists["QueueStatus"]),
            *_mailboxes(lists["VoicemailUsersList"])]


def is_trunk(device: str, trunks: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in trunks for name in (device, f"{device}-00000000"))


def _channels(listed: list[dict]) -> dict[str, list[str]]:
    """Device -> the Linkedid of each of its channels."""
    found: dict[str, list[str]] = {}
    for channel in listed:
        found.setdefault(channel["Channel"].rpartition("-")[0], []).append(channel["Linkedid"])
    return found


def _phones(lists: dict, channels: dict[str, list[str]], trunks: list[str]) -> list[dict]:
    found = []
    for item in lists["DeviceStateList"]:
        device = item["Device"]
        if device.startswith(_TECHNOLOGIES) and not is_trunk(device, trunks):
            extension = device.partition("/")[2]
            found.append({"topic": f"extension/{extension}/state", "extension": extension,
                          "state": _LAMPS.get(item["State"], "unavailable"), "calls_of": channels.get(device, [])})
    return found


def _trunks(lists: dict, channels: dict[str, list[str]], trunks: list[str]) -> list[dict]:
    """A trunk is of use unless its endpoint can't be reached or its registration is refused."""
    registered: dict[str, list[bool]] = {}
    for item in lists["PJSIPShowRegistrationsOutbound"]:
        registered.setdefault(item.get("Endpoint") or item["ObjectName"], []).append(item["Status"] == "Registered")
    found = []
    for item in lists["PJSIPShowEndpoints"]:
        name, device = item["ObjectName"], f"PJSIP/{item['ObjectName']}"
        if is_trunk(device, trunks):
            offline = item["DeviceState"] in ("Unavailable", "Invalid") or (name in registered and not any(registered[name]))
            found.append({"topic": f"trunk/{name}/state", "trunk": name, "state": "offline" if offline else "online",
                          "calls": len(channels.get(device, []))})
    return found


def _queues(listed: list[dict]) -> list[dict]:
    found: dict[str, dict] = {}
    for item in listed:
        name = item["Queue"]
        row = found.setdefault(name, {
            "topic": f"queue/{name}/state", "queue": name, "callers": 0, "longest_wait_seconds": 0.0,
            "members_free": 0, "members_busy": 0, "members_paused": 0, "members_unavailable": 0})
        if item["Event"] == "QueueMember":
            row[f"members_{_doing(item)}"] += 1
        elif item["Event"] == "QueueEntry":
            row["callers"] += 1
            row["longest_wait_seconds"] = max(row["longest_wait_seconds"], float(item["Wait"]))
    return list(found.values())


def _doing(member: dict) -> str:
    if member["Paused"] == "1":
        return "paused"
    return "free" if member["Status"] in _FREE else "unavailable" if member["Status"] in _UNREACHABLE else "busy"


def _mailboxes(listed: list[dict]) -> list[dict]:
    names = ((f"{item['VoiceMailbox']}@{item['VMContext']}", item) for item in listed)
    return [{"topic": f"mailbox/{name}/state", "mailbox": name, "new": int(item["NewMessageCount"]), "old": int(item["OldMessageCount"])}
            for name, item in names]
