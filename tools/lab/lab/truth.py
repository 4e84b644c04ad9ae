"""What became of each call, from Asterisk's own CDR and CEL alone.

CEL has one row a happening of a channel, CDR one a dialled leg. They come from other code in Asterisk
than AMI's events do, so what they agree on with the bridge is worth something. They do not say
everything: nothing tells whether a phone rang that nobody answered, so `rang` can be None.
"""

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from .connections import Connections

# plumbing: channels that belong to a call and are nobody's phone
_HELPER = re.compile(r"^(Local|Surrogate|ConfBridge\w*|CBAnn|CBRec|Announcer|Recorder|AsyncGoto|Message|Bridge|Snoop|"
                     r"UnicastRTP|MulticastRTP|AudioSocket|WebSocket)/")
# those of them that nobody dials: they play and record
_ANNOUNCER = re.compile(r"^(ConfBridge\w*|CBAnn|CBRec|Announcer|Recorder|Snoop)/")
# lines to the outside, as the lab's are called: what is dialled through them is not theirs
_TRUNK = re.compile(r"^\w*trunk\d*$")
# what runs on a channel that somebody else dials: Dial, Queue, Originate
_DIALLED_BY = {"AppDial", "AppQueue", "AppDial2"}

# include/asterisk/causes.h: the same numbers in 16 and 22. Code 0 says nothing, so its name is nobody's business.
CAUSES = {
    1: "unallocated", 2: "no_route_transit_net", 3: "no_route_destination",
    5: "misdialled_trunk_prefix", 6: "channel_unacceptable", 7: "call_awarded_delivered", 8: "pre_empted",
    14: "number_ported_not_here", 16: "normal_clearing", 17: "user_busy", 18: "no_user_response",
    19: "no_answer", 20: "subscriber_absent", 21: "call_rejected", 22: "number_changed",
    23: "redirected_to_new_destination", 26: "answered_elsewhere", 27: "destination_out_of_order",
    28: "invalid_number_format", 29: "facility_rejected", 30: "response_to_status_enquiry",
    31: "normal_unspecified", 34: "normal_circuit_congestion", 38: "network_out_of_order",
    41: "normal_temporary_failure", 42: "switch_congestion", 43: "access_info_discarded",
    44: "requested_chan_unavail", 50: "facility_not_subscribed", 52: "outgoing_call_barred",
    54: "incoming_call_barred", 57: "bearercapability_notauth", 58: "bearercapability_notavail",
    65: "bearercapability_notimpl", 66: "chan_not_implemented", 69: "facility_not_implemented",
    81: "invalid_call_reference", 88: "incompatible_destination", 95: "invalid_msg_unspecified",
    96: "mandatory_ie_missing", 97: "message_type_nonexist", 98: "wrong_message",
    99: "ie_nonexist", 100: "invalid_ie_contents", 101: "wrong_call_state",
    102: "recovery_on_timer_expire", 103: "mandatory_ie_length_error", 111: "protocol_error",
    127: "interworking",
}


# seconds that may lie between picking up for a caller and putting him through, where a program does it in two steps
_MOMENT = 0.5
# what a leg or a caller says that was not refused for a reason of its own, or for one that Dial has a word for
_NO_REFUSAL = {0, 16, 17, 18, 19, 21, 26, 127}


def order(call_id: str) -> tuple[int, ...]:
    """What calls are sorted by, the oldest first: ids are SECONDS.NUMBER, perhaps behind a system's name; NUMBER counts up."""
    return tuple(int(part) if part.isdigit() else 0 for part in call_id.rpartition("-")[2].split("."))


def is_helper(channel: str) -> bool:
    return bool(_HELPER.match(channel))


def endpoint(channel: str) -> str:
    """`PJSIP/22-0000001a` is endpoint 22."""
    return channel.partition("/")[2].rpartition("-")[0]


@dataclass(frozen=True)
class Person:
    """Who is at a phone: every number and name by which he may be known. Without a number CEL can't tell it."""
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()          # empty: he has no name of his own, and no other may be given to him


@dataclass
class Story:
    """One call as CDR and CEL tell it. Times in seconds since 1970."""
    call_id: str
    began: float = 0.0
    dialled: bool = False              # somebody was wanted on the phone, so that the PBX's own answer is none
    rang: bool | None = None           # None: they can't tell
    answered: float | None = None
    picked_up: float | None = None     # when the PBX picked up for the caller, if that was in the same moment, just before
    pbx_answered: bool = False         # it was the PBX itself that answered
    answer_counts: bool = True         # False: the PBX picked up only to join the call to another one
    answered_by: set[str] = field(default_factory=set)      # every number by which who answered may be known
    caller: Person | None = None
    people: dict[str, Person] = field(default_factory=dict)      # by unique id, everybody whose phone is in the call
    answerers: list[Person] = field(default_factory=list)        # with whom the caller was connected first
    last: list[Person] = field(default_factory=list)             # who was connected at the end
    transferred: list[str] = field(default_factory=list)    # "blind", "attended"
    transfers: list[float] = field(default_factory=list)    # when
    moved: list[float] = field(default_factory=list)        # when a panel sent somebody who talked elsewhere: a transfer to people
    happened: dict[str, int] = field(default_factory=dict)  # how often: parked, retrieved, picked_up, joined, left
    talk_ends: list[float] = field(default_factory=list)    # each is right
    ended: float | None = None         # None: it has not ended yet, or went on in another call
    merged_into: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)           # those that are right
    cause_code: int | None = None
    outcomes: set[str] = field(default_factory=set)
    directions: set[str] = field(default_factory=set)       # which ways it may be said to go, where the trunks are known
    channels: list[str] = field(default_factory=list)
    dialled_first: str = ""            # empty: it can't be told

    @property
    def talked(self) -> float:
        """Seconds from the answer until nobody was connected any more."""
        if self.answered is None or self.ended is None:
            return 0.0
        return max(0.0, (self.talk_ends[0] if self.talk_ends else self.ended) - self.answered)

    def was_talked(self, seconds: float, tolerance: float) -> bool:
        """Whether that is how long they talked. Where the caller waited on after that, until he was gone is right as well."""
        if self.answered is None or self.ended is None:
            return abs(seconds) <= tolerance
        return any(abs(end - start - seconds) <= tolerance for end in self.talk_ends or [self.ended]
                   for start in {self.answered, self.picked_up} - {None})


def read(file: Path, columns) -> list[dict]:
    """Rows of a CSV as dicts, with or without a first row that names the columns."""
    with file.open(newline="") as source:
        rows = [row for row in csv.reader(source) if row]
    if rows and rows[0] == list(columns):
        rows = rows[1:]
    return [dict(zip(columns, row)) for row in rows]


def stories(cel: list[dict], cdr: list[dict]) -> dict[str, Story]:
    """Each call by its id. Calls without anybody's phone in them are left out: they are plumbing."""
    cel = sorted(cel, key=lambda row: float(row["eventtime"]))          # a busy Asterisk does not write them in order
    calls: dict[str, list[dict]] = {}
    for row in cel:
        calls.setdefault(row["linkedid"], []).append(row)
    lives: dict[str, list[dict]] = {}
    for row in cel:
        lives.setdefault(row["uniqueid"], []).append(row)
    told = {}
    connections = Connections(cel, is_helper)
    people = _people(calls, lives, cdr)
    joins = _joins(cel)
    pickups = [(json.loads(row["eventextra"] or "{}").get("pickup_channel", ""), float(row["eventtime"]))
               for row in cel if row["eventtype"] == "PICKUP"]
    transfers = [row for row in cel if row["eventtype"] == "ATTENDEDTRANSFER"]
    for call_id, rows in calls.items():
        if all(is_helper(row["channame"]) for row in rows) or _recalls(rows, transfers, lives):
            continue
        told[call_id] = _tell(call_id, rows, lives, [row for row in cdr if row["linkedid"] == call_id], connections, people,
                              joins.get(call_id, set()), pickups)
    return told


def joined(stories: dict[str, Story]) -> dict[str, set[str]]:
    """Call -> all that it became one with, and they in turn."""
    found: dict[str, set[str]] = {}
    for call_id in stories:
        waiting = [call_id]
        while waiting:
            story = stories.get(waiting.pop())
            more = (story.merged_into if story else set()) - found.setdefault(call_id, set()) - {call_id}
            found[call_id] |= more
            waiting += more
    return found


def _joins(cel: list[dict]) -> dict[str, set[str]]:
    """Call -> that which it becomes one with by an attended transfer, though some of its channels keep its id, as those
    behind a Local channel do, and those that still ring."""
    call_of: dict[str, str] = {}
    found: dict[str, set[str]] = {}
    for row in cel:
        call_of[row["channame"]] = row["linkedid"]
        if row["eventtype"] == "ATTENDEDTRANSFER":
            other = call_of.get(json.loads(row["eventextra"] or "{}").get("channel2_name", ""), row["linkedid"])
            older, younger = sorted((row["linkedid"], other), key=order)
            if older != younger:
                found.setdefault(younger, set()).add(older)
    return found


def _recalls(rows: list[dict], transfers: list[dict], lives: dict[str, list[dict]]) -> bool:
    """Whether it only rings a transferrer again, for a call in which his own channel waits still: nobody answered there."""
    first = rows[0]
    if first["exten"] != "s" or len({row["uniqueid"] for row in rows}) > 1:
        return False
    began = float(first["eventtime"])
    return any(float(row["eventtime"]) < began and endpoint(row["channame"]) == endpoint(first["channame"])
               and float(lives[row["uniqueid"]][-1]["eventtime"]) > began for row in transfers)


def _tell(call_id: str, rows: list[dict], lives: dict[str, list[dict]], cdr: list[dict], connections: Connections,
          people: dict[str, Person], joins: set[str], pickups: list[tuple[str, float]]) -> Story:
    story = Story(call_id, began=min(float(row["eventtime"]) for row in rows))
    story.channels = sorted({row["channame"] for row in rows})
    transfers = _transfers(rows, _callers_leg(rows))
    story.transferred, story.transfers = [kind for kind, _ in transfers], [time for _, time in transfers]
    story.moved = _moved(rows)
    story.happened = _happened(rows, lives)
    story.dialled = _dialled(rows, cdr)
    story.people = {row["uniqueid"]: people[row["uniqueid"]] for row in rows if row["uniqueid"] in people}
    caller = _callers_leg(rows)
    story.caller = story.people.get(caller)
    _answer(story, rows, lives, caller, connections, people, pickups)
    _end(story, rows, lives)
    story.merged_into |= joins
    _talk(story, rows, lives, caller, connections, people)
    _why(story, rows, lives, cdr, caller)
    story.directions = _directions(story, rows, caller)
    first = _originator(rows)
    story.dialled_first = _dialled_first(call_id, rows)
    phone_answered = any(row["appname"] in _DIALLED_BY and row["eventtype"] == "ANSWER" and row["uniqueid"] not in (first, caller)
                         and not is_helper(row["channame"]) for row in rows)
    story.answer_counts = bool(phone_answered or not story.merged_into)
    dialled = any(row["dstchannel"] for row in cdr)
    if phone_answered:
        story.rang = True
    else:
        story.rang = None if dialled or story.dialled else False
    return story


def _dialled_first(call_id: str, rows: list[dict]) -> str:
    """Where in the dialplan the channel began after which the call is named, if that is a number and nobody dialled it."""
    own = [row for row in rows if row["uniqueid"] == call_id]
    if not own or own[0]["eventtype"] != "CHAN_START" or is_helper(own[0]["channame"]):
        return ""
    if any(row["appname"] in _DIALLED_BY for row in own) or not re.fullmatch(r"[0-9*#+]+", own[0]["exten"]):
        return ""
    return own[0]["exten"]


def _directions(story: Story, rows: list[dict], caller: str) -> set[str]:
    """By whether the caller is outside, and whether somebody outside was called. Who is called later on, for a transfer, may count."""
    lines = {row["uniqueid"]: float(row["eventtime"]) for row in rows if row["eventtype"] == "CHAN_START" and _TRUNK.match(endpoint(row["channame"]))}
    if caller in lines:
        return {"inbound"}
    if not lines:
        return {"internal"}
    return {"outbound"} if story.answered is None or min(lines.values()) < story.answered else {"internal", "outbound"}


def _transfers(rows: list[dict], caller: str) -> list[tuple[str, float]]:
    """Kinds of transfer and their times. One that ends in the parking lot is a call parked, not transferred; one whose target
    is a bridge that the transferrer stays in is a conversation of three, and a transfer when he leaves the others to each
    other, unless he is the caller himself."""
    parked = [float(row["eventtime"]) for row in rows if row["eventtype"] == "PARK_START"]
    kinds = []
    for row in rows:
        time = float(row["eventtime"])
        if row["eventtype"] == "ATTENDEDTRANSFER":
            if not (left := _stays(row, rows)):
                kinds.append(("attended", time))
            elif row["uniqueid"] != caller and _others_stay(row, rows, left):
                kinds.append(("attended", left))
        elif row["eventtype"] == "BLINDTRANSFER" and not any(abs(time - park) < 0.2 for park in parked):
            kinds.append(("blind", time))
    return kinds


def _stays(transfer: dict, rows: list[dict]) -> float | None:
    """Until when the transferrer was connected with others still, after the transfer."""
    time = float(transfer["eventtime"])
    return max((float(row["eventtime"]) for row in rows if row["eventtype"] == "BRIDGE_EXIT" and row["uniqueid"] == transfer["uniqueid"]
                and float(row["eventtime"]) > time + 0.2), default=None)


def _others_stay(transfer: dict, rows: list[dict], left: float) -> bool:
    """Whether two others were connected still when the transferrer had left."""
    return len({row["uniqueid"] for row in rows if row["eventtype"] == "BRIDGE_EXIT" and row["uniqueid"] != transfer["uniqueid"]
                and not is_helper(row["channame"]) and float(row["eventtime"]) > left + 0.2}) > 1


def _moved(rows: list[dict]) -> list[float]:
    """When somebody left a bridge for another extension without a transfer, as a panel's Redirect does."""
    where, times = {}, []
    for row in rows:
        if row["eventtype"] == "BRIDGE_ENTER":
            where[row["uniqueid"]] = row["exten"]
        elif row["eventtype"] == "BRIDGE_EXIT" and row["exten"] not in ("", where.get(row["uniqueid"], "")):
            times.append(float(row["eventtime"]))
    return times


def _happened(rows: list[dict], lives: dict[str, list[dict]]) -> dict[str, int]:
    """How often each of the other events happened of which CEL has an own row."""
    counts = dict.fromkeys(("parked", "retrieved", "picked_up", "joined", "left"), 0)
    for row in rows:
        extra = json.loads(row["eventextra"] or "{}")
        in_conference = row["appname"] == "ConfBridge" and extra.get("bridge_technology") == "softmix"
        match row["eventtype"]:
            case "PARK_START":
                counts["parked"] += 1
            case "PARK_END" if extra.get("reason") != "ParkedCallGiveUp":
                counts["retrieved"] += 1
            case "PICKUP":
                counts["picked_up"] += 1
            case "BRIDGE_ENTER" if in_conference and not is_helper(row["channame"]):
                counts["joined"] += 1
            case "BRIDGE_EXIT" if in_conference and not is_helper(row["channame"]):
                counts["left"] += 1
    for unique in {row["uniqueid"] for row in rows if row["appname"] == "ConfBridge" and not is_helper(row["channame"])}:
        # who is transferred into a conference takes another's place in its bridge: CEL has the way in of the one, the way out of the other
        own = [row["eventtype"] for row in lives[unique] if "softmix" in row["eventextra"] and row["appname"] == "ConfBridge"]
        missing = own.count("BRIDGE_EXIT") - own.count("BRIDGE_ENTER")
        counts["joined" if missing > 0 else "left"] += abs(missing)
    return counts


def _answer(story: Story, rows: list[dict], lives: dict[str, list[dict]], caller: str, connections: Connections,
            people: dict[str, Person], pickups: list[tuple[str, float]]) -> None:
    """The caller's connection with somebody; the PBX's own answer, where nobody was dialled at all, or where what was dialled
    led to no phone but to an application.

    Whoever only picked up has not answered: he may have to confirm, or hears an announcement first.
    """
    own = next((each for each in connections.of.get(caller, []) if _within(each.began, caller, rows)), None)
    if own and (story.dialled or not _answered_itself(rows, own.began)
                or not own.mixed and any(_was_rung(lives[unique]) for unique in own.first)
                or any(channel == connections.names[caller] and abs(own.began - time) < 0.1 for channel, time in pickups)):
        story.answered = own.began
        story.picked_up = next((float(row["eventtime"]) for row in rows if row["uniqueid"] == caller and row["eventtype"] == "ANSWER"
                                and own.began - _MOMENT < float(row["eventtime"]) < own.began), None)
        story.answerers = [people[unique] for unique in own.first]
        story.answered_by = set().union(*(each.numbers for each in story.answerers))
        if own.mixed:
            # a conference: who was dialled may be its number, as well as who was there
            dialled = ({row["exten"] for row in rows} | {row["cid_dnid"] for row in rows}) - {"", "s"}
            story.answered_by = story.answered_by | dialled if dialled else set()
            story.answerers = []
        elif not all(each.numbers for each in story.answerers):
            story.answered_by = set()
        return
    if story.dialled:
        if caller in connections.alone and not _confirming(rows, connections.alone[caller]):
            story.answered, story.pbx_answered = connections.alone[caller], True
        return
    for row in rows:
        if row["eventtype"] == "ANSWER" and not is_helper(row["channame"]):
            story.answered, story.pbx_answered = float(row["eventtime"]), True
            story.answered_by = {row["exten"], row["cid_dnid"]} - {"", "s"}
            return


def _within(time: float, caller: str, rows: list[dict]) -> bool:
    """Whether the caller's leg belonged to this call at that time, and not only in the moment in which it joined another."""
    own = [float(row["eventtime"]) for row in rows if row["uniqueid"] == caller]
    return min(own) <= time and any(row["eventtype"] in ("CHAN_END", "HANGUP", "BRIDGE_EXIT") and row["uniqueid"] == caller
                                    or float(row["eventtime"]) > time + 0.1 for row in rows)


def _answered_itself(rows: list[dict], before: float) -> bool:
    """Whether the PBX had answered the caller before he was connected with anybody."""
    return any(row["eventtype"] == "ANSWER" and not is_helper(row["channame"]) and float(row["eventtime"]) < before - _MOMENT
               for row in rows)


def _was_rung(own: list[dict]) -> bool:
    """Whether a channel's phone was rung, and did not come by itself."""
    return any(row["eventtype"] == "ANSWER" and row["appname"] in _DIALLED_BY for row in own)


def _confirming(rows: list[dict], time: float) -> bool:
    """Whether a phone was picked up somewhere behind the helper, though nobody was put through to it."""
    return any(row["eventtype"] == "ANSWER" and row["appname"] == "AppDial" and not is_helper(row["channame"]) for row in rows)


def _talk(story: Story, rows: list[dict], lives: dict[str, list[dict]], caller: str, connections: Connections,
          people: dict[str, Person]) -> None:
    """When the talk ended: when nobody was connected any more; or when the caller was gone, who waited on after that."""
    if story.answered is None or story.ended is None:
        return
    caller_gone = min(story.ended, max(float(row["eventtime"]) for row in lives[caller]))
    if story.pbx_answered:
        story.talk_ends = [story.ended, caller_gone]
        return
    ends = [(each.ended or story.ended, unique) for unique in story.people for each in connections.of.get(unique, [])
            if each.began >= story.answered - 0.001]
    last = min(story.ended, max((end for end, _ in ends), default=story.ended))
    story.talk_ends = [last, max(last, caller_gone)] + ([story.ended] if story.transferred or story.moved else [])
    sent = story.transfers + story.moved
    if not sent or max((each.began for unique in story.people for each in connections.of.get(unique, [])), default=0) > max(sent) - 0.2:
        at_last = [each for unique in story.people for each in connections.of.get(unique, []) if each.ended and each.ended >= last - 0.05]
        if not any(each.mixed for each in at_last):
            story.last = [people[each] for each in sorted(set().union(*(each.last for each in at_last)))]


def _people(calls: dict[str, list[dict]], lives: dict[str, list[dict]], cdr: list[dict]) -> dict[str, Person]:
    """Everybody by the unique id of the channel."""
    dialled = {row["dstchannel"]: row["lastdata"] for row in cdr}
    return {unique: person(own[0]["channame"], own, calls[own[0]["linkedid"]], dialled.get(own[0]["channame"], ""))
            for unique, own in lives.items() if not is_helper(own[0]["channame"])}


def person(channel: str, own: list[dict], rows: list[dict], dialled: str = "") -> Person:
    """Who is at a channel. A phone that is called has its own caller id when it begins; later rows may have somebody else's.

    `dialled`: what CDR says was dialled when it was called, which CEL does not say of all of them."""
    first = own[0]
    called = first["exten"] in ("s", "")
    name = {first["cid_name"]} - {""}
    if number := first["cid_num"]:
        if not called:
            # Who calls may become known later, or be rewritten by the dialplan. A number that a phone of the house is given
            # is only what is to be shown outside.
            later = [row for row in own if row["cid_num"]]
            numbers = {row["cid_num"] for row in later} if _TRUNK.match(endpoint(channel)) else {number}
            return Person(frozenset(numbers), frozenset({row["cid_name"] for row in later} - {""}))
        return Person(frozenset({number}), frozenset(name))
    line = endpoint(channel)
    if any(row["appname"] == "AppDial2" for row in own) and _TRUNK.match(line):
        return Person()          # an Originate's: CEL does not say what it dialled
    way = re.compile(rf"/([^/@&,]+)@{re.escape(line)}(?![\w-])")
    users = set(way.findall(dialled)) or {match for row in rows for match in way.findall(row["appdata"])}
    if users or _TRUNK.match(line):
        return Person(frozenset(users))
    return Person(frozenset({line}), frozenset(name))


def _dialled(rows: list[dict], cdr: list[dict]) -> bool:
    """Whether anybody was wanted on the phone: a channel beside the caller's own, or a queue.

    In a call that the PBX places through a helper, the helpers are the way to the caller himself.
    """
    own = {_callers_leg(rows), _originator(rows)}
    helped = is_helper(rows[0]["channame"])
    others = {row["uniqueid"]: row["channame"] for row in rows if row["eventtype"] == "CHAN_START"}
    return _queued(rows, cdr) or any(
        unique not in own and not (is_helper(name) if helped else _ANNOUNCER.match(name)) for unique, name in others.items())


def _originator(rows: list[dict]) -> str | None:
    """The phone that an Originate rang first: it is the caller, though it was dialled."""
    first = rows[0]
    for row in rows:
        if row["eventtype"] == "ANSWER" and not is_helper(row["channame"]):
            if is_helper(first["channame"]) or row["appname"] == "AppDial2" and row["uniqueid"] == first["uniqueid"]:
                return row["uniqueid"]
            return None
    return None


def _end(story: Story, rows: list[dict], lives: dict[str, list[dict]]) -> None:
    """When the last of its channels was gone, or where they all went."""
    here, gone = set(), []
    for unique in {row["uniqueid"] for row in rows}:
        last = lives[unique][-1]
        if last["linkedid"] != story.call_id:
            story.merged_into.add(last["linkedid"])
            here.add(unique)
        elif any(row["eventtype"] == "HANGUP" for row in lives[unique]):
            gone.append(float(last["eventtime"]))
        else:
            return
    if gone and not _left_last(story, rows, lives, here, max(gone)):
        story.ended = max(gone)


def _left_last(story: Story, rows, lives, left: set[str], last_hangup: float) -> bool:
    """Whether a channel that went to another call was still in this one when the last hangup came."""
    for unique in left:
        first_elsewhere = next(float(row["eventtime"]) for row in lives[unique]
                               if row["linkedid"] != story.call_id and float(row["eventtime"]) >= story.began)
        if first_elsewhere > last_hangup:
            return True
    return False


def _why(story: Story, rows: list[dict], lives: dict[str, list[dict]], cdr: list[dict], own: str) -> None:
    """Which causes and outcomes are right, by the code of the caller's own leg and what its dials came to."""
    if story.merged_into:
        # The last channel either left with the others or was hung up in the same breath: both are "merged"
        # to people, and the code of what was hung up is not wrong.
        story.causes.add("merged")
        story.outcomes.add("merged")
    hangup = next((row for row in reversed(lives.get(own, [])) if row["eventtype"] == "HANGUP"), None)
    if not hangup:
        return
    extra = json.loads(hangup["eventextra"] or "{}")
    code, dial = int(extra.get("hangupcause", 0)), extra.get("dialstatus", "")
    story.cause_code = code
    name = CAUSES.get(code, "")
    if story.answered is not None:
        if name:
            story.causes.add(name)
        story.outcomes.add("answered")
        return
    dial, legs = _last_dial(rows, lives, cdr, own, hangup) or (dial or _rung(rows, lives, own, hangup), _legs(rows, own, lives))
    cause, outcome = _unanswered(dial, code, name, legs)
    if cause == "user_busy" and 21 in legs:
        # Some were busy and some declined: for all of them together there is no better word.
        story.causes.add("no_answer")
        story.outcomes.add("no_answer")
    if cause == "call_rejected" and code != 21:
        # The dialplan went on to say something else to the caller; what Dial came to is "no answer".
        story.causes.add("no_answer")
        story.outcomes.add("no_answer")
    if cause in ("no_answer", "cancelled") and _queued(rows, cdr):
        # Queue's DIALSTATUS is that of its last attempt, which says nothing of how the caller left.
        story.causes |= {"no_answer", "cancelled"}
        story.outcomes |= {"no_answer", "cancelled"}
        return
    if cause:
        story.causes.add(cause)
        story.outcomes.add(outcome)
        return
    for row in rows:
        # A dial that a helper made for it, as Originate through Local does: what that came to is right as well.
        if row["eventtype"] == "HANGUP" and is_helper(row["channame"]):
            dial = json.loads(row["eventextra"] or "{}").get("dialstatus", "")
            cause, outcome = _unanswered(dial, code, name, _legs(rows, own, lives)) if dial else (None, None)
            story.causes |= {cause} - {None}
            story.outcomes |= {outcome} - {None}
    # No dial of its own: a queue that nobody took it out of, or the PBX itself. CEL can't tell which.
    if name:
        story.causes |= {name, "no_answer", "cancelled"} if _queued(rows, cdr) else {name}
    story.outcomes |= {"cancelled", "no_answer"} if _queued(rows, cdr) else {"cancelled", "no_answer", "busy", "rejected", "failed"}


def _last_dial(rows: list[dict], lives: dict[str, list[dict]], cdr: list[dict], own: str, hangup: dict) -> tuple[str, list[int]] | None:
    """What the last dial of the caller's own leg came to, in Dial's words, and its legs' codes; None: CDR knows of none.

    CDR has a row a leg and its disposition. CEL's `dialstatus` may be that of an earlier dial. What a leg says that was cut
    short because the caller gave up says nothing.
    """
    legs = [row for row in cdr if row["uniqueid"] == own and row["dstchannel"]]
    if not legs:
        return None
    latest = max(float(row["start"]) for row in legs)
    ends = {unique: row for unique in {each["uniqueid"] for each in rows} - {own}
            for row in lives[unique] if row["eventtype"] == "HANGUP"}
    # of an earlier dial is what had ended before the last one began
    names = {row["dstchannel"] for row in legs}
    begun = max((float(lives[unique][0]["eventtime"]) for unique, row in ends.items() if row["channame"] in names), default=latest)
    gone = {row["channame"] for row in ends.values() if float(row["eventtime"]) <= begun}
    gone |= {row["dstchannel"] for row in legs if 0 < float(row["end"] or 0) <= latest}
    legs = [row for row in legs if row["dstchannel"] not in gone] or legs
    said = {row["dstchannel"]: row["disposition"] for row in legs}
    last = [row for row in ends.values() if row["channame"] in said]
    extra = json.loads(hangup["eventextra"] or "{}")
    by_himself = extra.get("hangupsource", "") == hangup["channame"] or \
        not extra.get("hangupsource") and extra.get("dialstatus") == "CANCEL"
    if by_himself and any(_given_up(row, hangup) and said[row["channame"]] not in ("BUSY", "CONGESTION") for row in last):
        return "CANCEL", []
    # a helper that leads to somebody busy has no code of its own
    codes = [code for row in last for code in ([17] if said[row["channame"]] == "BUSY" and is_helper(row["channame"]) else
                                              _behind(row["channame"], cdr, ends) or [_code(row)])]
    if "BUSY" in said.values():
        return "BUSY", codes
    if "CONGESTION" in said.values():
        return "CONGESTION", codes
    if set(said.values()) == {"FAILED"} and not any(row["eventtype"] == "ANSWER" and row["appname"] in _DIALLED_BY for row in rows):
        return "CHANUNAVAIL", codes
    return "NOANSWER", codes


def _code(end: dict) -> int:
    return int(json.loads(end["eventextra"] or "{}").get("hangupcause", 0))


def _behind(name: str, cdr: list[dict], ends: dict[str, dict]) -> list[int]:
    """The codes of the phones that the other half of a Local channel dialled: it has none of its own for a refusal."""
    if not name.endswith(";1"):
        return []
    phones = {row["dstchannel"] for row in cdr if row["channel"] == f"{name[:-1]}2"}
    return [_code(row) for row in ends.values() if row["channame"] in phones and not is_helper(row["channame"])]


def _rung(rows: list[dict], lives: dict[str, list[dict]], own: str, hangup: dict) -> str:
    """What came of the phones that a program, or Page, rang for a caller who came by himself, in Dial's words; nothing if there
    were none. They belong to his call, and no dial of his own leg tells of them."""
    if lives[own][0]["exten"] in ("", "s"):
        return ""
    others = {row["uniqueid"] for row in rows if row["eventtype"] == "CHAN_START" and row["exten"] == "s" and not is_helper(row["channame"])}
    ends = [row for unique in others - {own} for row in lives[unique] if row["eventtype"] == "HANGUP"]
    if not ends:
        return ""
    by_himself = json.loads(hangup["eventextra"] or "{}").get("hangupsource", "") == hangup["channame"]
    if by_himself and any(_given_up(row, hangup) for row in ends):
        return "CANCEL"
    return "BUSY" if all(json.loads(row["eventextra"] or "{}").get("hangupcause", 0) in (17, 21) for row in ends) else "NOANSWER"


def _given_up(end: dict, hangup: dict) -> bool:
    """Whether a leg was cut short because the caller gave up: at the same time, about. A busy PBX takes a while to end the caller's
    own leg; that he cancelled, its code says."""
    code = json.loads(hangup["eventextra"] or "{}").get("hangupcause", 0)
    return _cut_short(end) and float(end["eventtime"]) > float(hangup["eventtime"]) - (2 if code == 127 else 1)


def _cut_short(end: dict) -> bool:
    """Whether the PBX itself ended this leg, and it did not refuse."""
    return json.loads(end["eventextra"] or "{}").get("hangupsource", "") != end["channame"]


def _unanswered(dial: str, code: int, name: str, legs: list[int]) -> tuple[str | None, str | None]:
    """Cause and outcome of a call that nobody answered, by DIALSTATUS, the caller's code and the codes of the legs.

    Dial's own word for a group is that of whichever leg it looked at last, and a phone that declines is
    "no answer" or "busy" to it; the legs' codes tell.
    """
    if dial == "CANCEL":
        return "cancelled", "cancelled"
    if dial == "NOANSWER" and name and not any(each in _NO_REFUSAL for each in (code, *legs)):
        # what the leg says, whatever the dialplan said to the caller after that
        return CAUSES.get(legs[0], name) if len(set(legs)) == 1 else name, "failed"
    if dial == "CONGESTION" and legs and all(leg == 21 for leg in legs):
        return "call_rejected", "rejected"
    if dial in ("NOANSWER", "BUSY") or (not dial and code in (17, 19, 21)):
        if 21 in (code, *legs) and all(leg == 21 for leg in legs):
            return "call_rejected", "rejected"
        if (dial == "BUSY" or code == 17) and all(leg in (17, 21) for leg in legs):
            return "user_busy", "busy"
        return "no_answer", "no_answer"
    if dial in ("CONGESTION", "CHANUNAVAIL"):
        silent = "normal_circuit_congestion" if dial == "CONGESTION" else "subscriber_absent"
        return (name if code not in (0, 16, 127) else silent), "rejected" if code == 21 else "failed"
    return None, None


def _legs(rows: list[dict], own: str, lives: dict[str, list[dict]]) -> list[int]:
    """The hangup codes of all phones that were dialled."""
    codes = []
    for unique in sorted({row["uniqueid"] for row in rows if not is_helper(row["channame"])} - {own}):
        if hangup := next((row for row in lives[unique] if row["eventtype"] == "HANGUP"), None):
            codes.append(int(json.loads(hangup["eventextra"] or "{}").get("hangupcause", 0)))
    return codes


def _queued(rows: list[dict], cdr: list[dict]) -> bool:
    return any(row["appname"] in ("Queue", "AppQueue") for row in rows) or any(row["lastapp"] == "Queue" for row in cdr)


def _callers_leg(rows: list[dict]) -> str:
    """The first channel of the call that is somebody's phone; where a helper was first, the phone that was picked up."""
    return _originator(rows) or next(row["uniqueid"] for row in rows if not is_helper(row["channame"]))
