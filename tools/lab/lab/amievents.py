"""Makes Sources/CallSpec/ami-events.json: every AMI event and its headers, from Asterisk's own documentation.

The documentation writes the headers of a channel or a bridge as one element (`<channel_snapshot
prefix="Dest"/>`) and borrows parameters from other events (`<xi:include xpointer="…"/>`); both are written
out here. It is not complete: some events of Asterisk 16 were documented only later. What captures show is
added, so that a spec is not refused for an event that Asterisk has.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from . import ami, commands, paths, roots

_CHANNEL = ("Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum",
            "ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid")
_BRIDGE = ("BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeCreator", "BridgeName", "BridgeNumChannels",
           "BridgeVideoSourceMode", "BridgeVideoSource")
# what any event can have, by manager.conf (timestampevents) and by how it was asked for
COMMON = ("Event", "Privilege", "Timestamp", "SequenceNumber", "SystemName", "ActionID", "EventList", "ListItems",
          "File", "Line", "Func", "ChanVariable", "DestChanVariable")
# whatever the dialplan or a module puts in
OPEN = {"UserEvent", "VarSet", "TestEvent", "ChannelTalkingStart", "AOC-D", "AOC-E", "AOC-S", "ARIUserEvent"}

# documented without its headers, or not at all: what the server formats
_UNDOCUMENTED = {
    "Rename": ["Channel", "Newname", "Uniqueid"],
    # Asterisk 16 lists registrations, too, and documents it no more than it does their endpoints
    "OutboundRegistrationDetail": ["ObjectType", "ObjectName", "ClientUri", "ServerUri", "Transport", "Line", "Endpoint", "OutboundAuth", "Status",
                                   "NextReg"],
}

_BORROWED = re.compile(r"managerEvent\[@name='([^']+)'\]/managerEventInstance/syntax/parameter(?:\[@name='([^']+)'\])?")
_INCLUDE = "{http://www.w3.org/2001/XInclude}include"


def documented(xml: Path) -> dict[str, list[str]]:
    """Event -> its headers in the order of the documentation."""
    document = ElementTree.parse(xml).getroot()
    syntaxes: dict[str, list[ElementTree.Element]] = {}
    for event in document.iter("managerEvent"):
        syntaxes.setdefault(event.get("name"), []).extend(event.iterfind("managerEventInstance/syntax"))
    return {name: _unique(_headers(name, syntaxes, set())) for name in syntaxes}


def classes(xml: Path) -> dict[str, str]:
    """Event -> its AMI class, for the events that only those hear who may read it."""
    found = {}
    for event in ElementTree.parse(xml).getroot().iter("managerEvent"):
        for instance in event.iterfind("managerEventInstance"):
            name = instance.get("class", "").removeprefix("EVENT_FLAG_").lower()
            # The answers to actions come to whoever asked; "class" is what the documentation says of two by mistake.
            if name not in ("", "command", "class"):
                found[event.get("name")] = name
    return found


def _headers(name: str, syntaxes: dict, within: set[str]) -> list[str]:
    found: list[str] = []
    for syntax in syntaxes.get(name, []):
        for child in syntax:
            prefix = child.get("prefix", "")
            if child.tag == "channel_snapshot":
                found += [prefix + header for header in _CHANNEL]
            elif child.tag == "bridge_snapshot":
                found += [prefix + header for header in _BRIDGE]
            elif child.tag == "parameter":
                found.append(child.get("name"))
            elif child.tag == _INCLUDE:
                found += _borrowed(child.get("xpointer", ""), syntaxes, within | {name})
    return found


def _borrowed(pointer: str, syntaxes: dict, within: set[str]) -> list[str]:
    match = _BORROWED.search(pointer)
    if not match:
        return ["ActionID"] if "ActionID" in pointer else []
    name, header = match.groups()
    if name in within:
        return []
    # an xpointer to `parameter` means the parameters that stand there themselves, not the snapshots
    return [header] if header else [
        child.get("name") for syntax in syntaxes.get(name, []) for child in syntax if child.tag == "parameter"]


def seen(folder: Path) -> dict[str, list[str]]:
    """Event -> its headers, from the captures in a folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.raw")):
        for block in file.read_bytes().split(b"\r\n\r\n"):
            message = ami.parse(block)
            if name := message.get("Event"):
                known = found.setdefault(name, [])
                if name not in OPEN:
                    known += [header for header in message if header not in known]
    return found


def privileges(folder: Path) -> dict[str, str]:
    """Event -> the AMI class that captures in a folder say it has."""
    found = {}
    for file in sorted(folder.glob("*.raw")):
        for block in file.read_bytes().split(b"\r\n\r\n"):
            message = ami.parse(block)
            if "Event" in message and "Privilege" in message:
                found[message["Event"]] = message["Privilege"].split(",")[0]
    return found


def table(captures: Path | None) -> dict[str, dict]:
    """Event -> {"versions", "class", "headers", and "only" for headers that not all of its versions have, and "open"}."""
    by_version: dict[str, dict[str, list[str]]] = {}
    by_class: dict[str, str] = {}
    for version in paths.VERSIONS:
        xml = roots.build(version) / "usr/share/asterisk/documentation/core-en_US.xml"
        known = documented(xml)
        folders = [captures / version, captures / "states" / version] if captures else []
        more = [*_UNDOCUMENTED.items(), *(item for folder in folders for item in seen(folder).items())]
        for name, headers in more:
            known[name] = _unique(known.get(name, []) + headers)
        by_version[version] = known
        by_class |= classes(xml)
        for folder in folders:
            by_class |= privileges(folder)
    events = {}
    for name in sorted({name for known in by_version.values() for name in known}):
        versions = [version for version in paths.VERSIONS if name in by_version[version]]
        headers = _unique([header for version in reversed(versions) for header in by_version[version][name]
                           if header not in COMMON])
        event: dict = {"versions": versions}
        if name in by_class:
            event["class"] = by_class[name]
        event["headers"] = headers
        only = {header: [v for v in versions if header in by_version[v][name]] for header in headers}
        if only := {header: has for header, has in only.items() if has != versions}:
            event["only"] = only
        if name in OPEN:
            event["open"] = True
        events[name] = event
    return events


def _unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def render(events: dict[str, dict]) -> str:
    """JSON with one line an event, so that a change shows as the events that it changes."""
    lines = [f"    {json.dumps(name)}: {json.dumps(event)}" for name, event in events.items()]
    return ("{\n"
            f'  "versions": {json.dumps(list(paths.VERSIONS))},\n'
            f'  "common": {json.dumps(list(COMMON))},\n'
            '  "events": {\n' + ",\n".join(lines) + "\n  }\n}\n")


def main() -> int:
    arguments = commands.parser(
        "Makes Sources/CallSpec/ami-events.json from the documentation in both versions of Asterisk: every event, its headers, and in\n"
        "which version each exists. With --check, only says whether the file is current (exit 1 if not).")
    arguments.add_argument("--captures", type=Path, metavar="DIR",
                           help="add what captures in DIR/VERSION and DIR/states/VERSION show and the documentation leaves out")
    arguments.add_argument("--output", type=Path, default=paths.PROJECT / "Sources/CallSpec/ami-events.json", help="default: Sources/CallSpec/ami-events.json")
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    options = arguments.parse_args()

    async def work():
        text = render(table(options.captures))
        if options.check:
            current = options.output.exists() and options.output.read_text() == text
            print(f"{options.output} is {'current' if current else 'not current'}")
            return 0 if current else 1
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text)
        print(f"{options.output}: {text.count('versions') - 1} events")
        return 0
    return commands.guarded(work())
