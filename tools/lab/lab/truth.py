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

# plumbing: channels that belong to a call and are nobody's phone
_HELPER = re.compile(r"^(Local|Surrogate|ConfBridge\w*|CBAnn|CBRec|Announcer|Recorder|AsyncGoto|Message|Bridge|Snoop)/")
# those of them that nobody dials: they play and record
_ANNOUNCER = re.compile(r"^(ConfBridge\w*|CBAnn|CBRec|Announcer|Recorder|Snoop)/")
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


def is_helper(channel: str) -> bool:
    return bool(_HELPER.match(channel))


def endpoint(channel: str) -> str:
    """`PJSIP/22-0000001a` is endpoint 22."""
    return channel.partition("/")[2].rpartition("-")[0]


@dataclass
class Story:
    """One call as CDR and CEL tell it. Times in seconds since 1970."""
    call_id: str
    began: float = 0.0
    dialled: bool = False              # somebody was wanted on the phone, so that the PBX's own answer is none
    rang: bool | None = None           # None: they can't tell
    answered: float | None = None
    pbx_answered: bool = False         # it was the PBX itself that answered
    answer_counts: bool = True         # False: the PBX picked up only to join the call to another one
    answered_by: set[str] = field(default_factory=set)      # every name by which who answered may be known
    transferred: list[str] = field(default_factory=list)    # "blind", "attended"
    happened: dict[str, int] = field(default_factory=dict)  # how often: parked, retrieved, picked_up, joined, left
    ended: float | None = None         # None: it has not ended yet, or went on in another call
    merged_into: set[str] = field(default_factory=set)
    causes: set[str] = field(default_factory=set)           # those that are right
    cause_code: int | None = None
    outcomes: set[str] = field(default_factory=set)
    channels: list[str] = field(default_factory=list)

    @property
    def talked(self) -> float:
        """Seconds from the answer to the end."""
        return 0.0 if self.answered is None or self.ended is None else self.ended - self.answered


def read(file: Path, columns) -> list[dict]:
    """Rows of a CSV as dicts, with or without a first row that names the columns."""
    with file.open(newline="") as source:
        rows = [row for row in csv.reader(source) if row]
    if rows and rows[0] == list(columns):
        rows = rows[1:]
    return [dict(zip(columns, row)) for row in rows]


def stories(cel: list[dict], cdr: list[dict]) -> dict[str, Story]:
    """Each call by its id. Calls without anybody's phone in them are left out: they are plumbing."""
    calls: dict[str, list[dict]] = {}
    for row in cel:
        calls.setdefault(row["linkedid"], []).append(row)
    lives: dict[str, list[dict]] = {}
    for row in cel:
        lives.setdefault(row["uniqueid"], []).append(row)
    told = {}
    for call_id, rows in calls.items():
        if all(is_helper(row["channame"]) for row in rows):
            continue
        told[call_id] = _tell(call_id, rows, lives, [row for row in cdr if row["linkedid"] == call_id])
    return told


def _tell(call_id: str, rows: list[dict], lives: dict[str, list[dict]], cdr: list[dict]) -> Story:
    story = Story(call_id, began=min(float(row["eventtime"]) for row in rows))
    story.channels = sorted({row["channame"] for row in rows})
    story.transferred = _transfers(rows)
    story.happened = _happened(rows)
    story.dialled = _dialled(rows)
    _answer(story, rows)
    _end(story, rows, lives)
    _why(story, rows, lives)
    originator = _originator(rows)
    phone_answered = any(row["appname"] in _DIALLED_BY and row["eventtype"] == "ANSWER" and row["uniqueid"] != originator
                         for row in rows)
    story.answer_counts = bool(phone_answered or not story.merged_into)
    dialled = any(row["dstchannel"] for row in cdr)
    if story.answered is None:
        story.rang = None if dialled else False
    else:
        story.rang = True if phone_answered else None
    return story


def _transfers(rows: list[dict]) -> list[str]:
    """Kinds of transfer in their order. One that ends in the parking lot is a call parked, not transferred."""
    parked = [float(row["eventtime"]) for row in rows if row["eventtype"] == "PARK_START"]
    kinds = []
    for row in rows:
        time = float(row["eventtime"])
        if row["eventtype"] == "ATTENDEDTRANSFER":
            kinds.append("attended")
        elif row["eventtype"] == "BLINDTRANSFER" and not any(abs(time - park) < 0.2 for park in parked):
            kinds.append("blind")
    return kinds


def _happened(rows: list[dict]) -> dict[str, int]:
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
    return counts


def _answer(story: Story, rows: list[dict]) -> None:
    """A dialled phone's answer, or a pickup; the PBX's own, where nobody was dialled at all.

    A phone that answers when everybody else of its call is gone already answers another call (whoever rang it
    transferred while it rang): the two become one, and the answer is that other call's.
    """
    originator = _originator(rows)
    for row in rows:
        if is_helper(row["channame"]):
            continue
        time = float(row["eventtime"])
        if row["eventtype"] == "ANSWER" and row["appname"] in _DIALLED_BY and row["uniqueid"] != originator:
            if not _alone(row, rows):
                story.answered = time
                story.answered_by = {row["cid_num"], endpoint(row["channame"])} - {""}
                return
        if row["eventtype"] == "PICKUP":
            extra = json.loads(row["eventextra"] or "{}")
            taker = extra.get("pickup_channel", "")
            story.answered, story.answered_by = time, {endpoint(taker)}
            return
    if story.dialled:
        return
    for row in rows:
        if row["eventtype"] == "ANSWER" and not is_helper(row["channame"]):
            story.answered, story.pbx_answered = float(row["eventtime"]), True
            story.answered_by = {row["exten"], row["cid_dnid"]} - {"", "s"}
            return


def _alone(answer: dict, rows: list[dict]) -> bool:
    """Whether all other channels of the call had ended before this one answered."""
    begun = {row["uniqueid"] for row in rows} - {answer["uniqueid"]}
    gone = {row["uniqueid"] for row in rows
            if row["eventtype"] == "CHAN_END" and float(row["eventtime"]) <= float(answer["eventtime"])}
    return bool(begun) and begun <= gone


def _dialled(rows: list[dict]) -> bool:
    """Whether anybody was wanted on the phone: a channel beside the caller's own, or a queue.

    In a call that the PBX places through a helper, the helpers are the way to the caller himself.
    """
    own = {_callers_leg(rows), _originator(rows)}
    helped = is_helper(rows[0]["channame"])
    others = {row["uniqueid"]: row["channame"] for row in rows if row["eventtype"] == "CHAN_START"}
    return _queued(rows) or any(
        unique not in own and not (is_helper(name) if helped else _ANNOUNCER.match(name)) for unique, name in others.items())


def _originator(rows: list[dict]) -> str | None:
    """The phone that an Originate rang first: it is the caller, though it was dialled."""
    for row in rows:
        if row["eventtype"] == "ANSWER" and not is_helper(row["channame"]):
            if row["appname"] == "AppDial2":
                return row["uniqueid"]
            local_first = is_helper(rows[0]["channame"])
            return row["uniqueid"] if local_first else None
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


def _why(story: Story, rows: list[dict], lives: dict[str, list[dict]]) -> None:
    """Which causes and outcomes are right, by the code of the caller's own leg and what its dials came to."""
    if story.merged_into:
        # The last channel either left with the others or was hung up in the same breath: both are "merged"
        # to people, and the code of what was hung up is not wrong.
        story.causes.add("merged")
        story.outcomes.add("merged")
    own = _callers_leg(rows)
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
    cause, outcome = _unanswered(dial, code, name, _legs(rows, own, lives))
    if cause == "call_rejected" and code != 21:
        # The dialplan went on to say something else to the caller; what Dial came to is "no answer".
        story.causes.add("no_answer")
        story.outcomes.add("no_answer")
    if cause in ("no_answer", "cancelled") and _queued(rows):
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
        story.causes |= {name, "no_answer", "cancelled"} if _queued(rows) else {name}
    story.outcomes |= {"cancelled", "no_answer"} if _queued(rows) else {"cancelled", "no_answer", "busy", "rejected", "failed"}


def _unanswered(dial: str, code: int, name: str, legs: list[int]) -> tuple[str | None, str | None]:
    """Cause and outcome of a call that nobody answered, by DIALSTATUS, the caller's code and the codes of the legs.

    Dial's own word for a group is that of whichever leg it looked at last, and a phone that declines is
    "no answer" or "busy" to it; the legs' codes tell.
    """
    if dial == "CANCEL":
        return "cancelled", "cancelled"
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


def _queued(rows: list[dict]) -> bool:
    return any(row["appname"] in ("Queue", "AppQueue") for row in rows)


def _callers_leg(rows: list[dict]) -> str:
    """The first channel of the call that is somebody's phone."""
    return next(row["uniqueid"] for row in rows if not is_helper(row["channame"]))
