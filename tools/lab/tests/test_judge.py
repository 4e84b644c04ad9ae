"""The judge itself: a true stream passes, and every way of doctoring it is seen.

Run with `python3 -m unittest discover -s tools/lab/tests`.
"""

import copy
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab import config, judging, truth   # noqa: E402

EVENTS = ("ringing", "answered", "hungup", "transferred", "parked", "retrieved", "picked_up")
A = "1000.0"         # the call under test: 21 calls 22, rings 1 s, talks 3 s
T = 1_800_000_000.0


def cel(kind, at, unique, channel, linked=A, app="", number="", exten="22", extra=None, name="", data=""):
    row = dict.fromkeys(config.CEL_COLUMNS, "")
    return row | {
        "eventtype": kind, "eventtime": f"{T + at:.6f}", "uniqueid": unique, "linkedid": linked, "channame": channel,
        "appname": app, "appdata": data, "cid_num": number, "cid_name": name, "exten": exten,
        "eventextra": json.dumps(extra) if extra else "",
    }


def hangup(at, unique, channel, code=16, dial="", linked=A, app="", source=""):
    extra = {"hangupcause": code, "hangupsource": source, "dialstatus": dial}
    return [cel("HANGUP", at, unique, channel, linked, app, extra=extra), cel("CHAN_END", at, unique, channel, linked)]


def bridged(began, ended, bridge, *channels, technology="simple_bridge"):
    """The rows of a bridge that channels (unique id, name) are in."""
    extra = {"bridge_id": bridge, "bridge_technology": technology}
    return [cel(kind, at, unique, channel, extra=extra) for kind, at in (("BRIDGE_ENTER", began), ("BRIDGE_EXIT", ended))
            for unique, channel in channels]


def leg(channel, start, disposition, unique="1000.0"):
    """CDR's row of a dialled leg."""
    return dict.fromkeys(config.CDR_COLUMNS, "") | {
        "linkedid": A, "uniqueid": unique, "dstchannel": channel, "start": f"{T + start:.6f}", "disposition": disposition}


CALLER, CALLEE = ("1000.0", "PJSIP/21-00000000"), ("1000.1", "PJSIP/22-00000001")


def answered_call():
    rows = [
        cel("CHAN_START", 0, *CALLER, number="21", name="Anna"),
        cel("CHAN_START", 0.01, *CALLEE, exten="s"),
        cel("ANSWER", 1, *CALLEE, app="AppDial", number="22"),
        cel("ANSWER", 1.001, *CALLER, app="Dial", number="21", name="Anna"),
        *bridged(1.002, 3.999, "b1", CALLER, CALLEE),
        *hangup(4, *CALLEE, app="AppDial"),
        *hangup(4.001, *CALLER, dial="ANSWER"),
    ]
    return rows, [leg("PJSIP/22-00000001", 0.01, "ANSWERED")]


def unanswered_call(dial, code, leg_code=0):
    rows = [
        cel("CHAN_START", 0, *CALLER, number="21", name="Anna"),
        cel("CHAN_START", 0.01, *CALLEE, exten="s"),
        *hangup(4, *CALLEE, code=leg_code, app="AppDial"),
        *hangup(4.001, *CALLER, code=code, dial=dial, source=CALLER[1] if dial == "CANCEL" else "dialplan/builtin"),
    ]
    said = {"BUSY": "BUSY", "CONGESTION": "CONGESTION", "CHANUNAVAIL": "FAILED"}.get(dial, "NO ANSWER")
    return rows, [leg("PJSIP/22-00000001", 0.01, said)]


def confirmed_call(accepted):
    """21 calls through a Local channel; 22 is picked up at once, has to press 1 first, and does after 3 s or never."""
    near, far = ("1000.1", "Local/22@confirm-00000000;1"), ("1000.2", "Local/22@confirm-00000000;2")
    phone = ("1000.3", "PJSIP/22-00000001")
    rows = [
        cel("CHAN_START", 0, *CALLER, number="21", name="Anna"),
        cel("CHAN_START", 0.01, *near), cel("CHAN_START", 0.01, *far), cel("CHAN_START", 0.02, *phone, exten="s"),
        cel("ANSWER", 1, *phone, app="AppDial", number="22"),
    ]
    if accepted:
        rows += [
            cel("ANSWER", 4, *far, app="Dial"), cel("ANSWER", 4, *near, app="AppDial"),
            cel("ANSWER", 4.001, *CALLER, app="Dial", number="21", name="Anna"),
            *bridged(4.001, 6, "b1", phone, far), *bridged(4.001, 6, "b2", near, CALLER),
        ]
    source = CALLER[1] if accepted else "dialplan/builtin"
    rows += [*hangup(6, *phone, app="AppDial"), *hangup(6, *far), *hangup(6, *near, app="AppDial"), *hangup(6.001, *CALLER, source=source)]
    return rows, [leg(near[1], 0.01, "ANSWERED" if accepted else "NO ANSWER"), leg(phone[1], 0.02, "ANSWERED", unique="1000.2")]


def stamp(at):
    from datetime import datetime, timezone
    return datetime.fromtimestamp(T + at, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message(event, at, sequence, **fields):
    return {
        "event": event, "call_id": A, "from": {"extension": "21", "name": "Anna"}, "to": {"extension": "22"},
        "timestamp": stamp(at), "event_id": f"{event}-{sequence}", "sequence": sequence, **fields,
    }


def told_truly():
    return [
        message("ringing", 0.02, 1, destinations=["22"]),
        message("answered", 1.0, 2, ring_duration_seconds=0.98, answered_by="22"),
        message("hungup", 4.001, 3, cause="normal_clearing", cause_code=16, outcome="answered",
                talk_duration_seconds=3.001, total_duration_seconds=3.981),
    ]


def differences(messages, call=None):
    """What the judge finds: one list of words a call that differs."""
    rows, cdr = call or answered_call()
    lines = "\n".join(f"asterisk/call/{m['call_id']}/{m['event']} {json.dumps(m)}" for m in messages)
    received, faults = judging.read_messages(lines)
    told, more = judging.by_call(received)
    verdicts = judging.judge(truth.stories(rows, cdr), told, events=frozenset(EVENTS))
    judging.report(verdicts, faults + more)      # must hold up on anything
    return [each for verdict in verdicts for each in verdict.differences] + faults + more


class Judge(unittest.TestCase):
    def seen(self, word, messages, call=None):
        found = differences(messages, call)
        self.assertTrue(any(word in each for each in found), f"{word!r} not in {found}")

    def test_the_truth_passes(self):
        self.assertEqual(differences(told_truly()), [])

    def test_an_event_sent_twice_counts_once(self):
        messages = told_truly()
        self.assertEqual(differences([messages[0], *messages]), [])

    def test_missing_call(self):
        self.seen("missing", [])

    def test_invented_call(self):
        extra = [m | {"call_id": "2000.0", "event_id": f"x{n}"} for n, m in enumerate(told_truly())]
        self.seen("invented", told_truly() + extra)

    def test_never_hung_up(self):
        self.seen("never hung up", told_truly()[:2])

    def test_hung_up_twice(self):
        messages = told_truly()
        self.seen("hung up 2 times", [*messages, messages[2] | {"event_id": "again", "sequence": 4}])

    def test_something_after_the_end(self):
        ringing, answered, hungup = told_truly()
        self.seen("after hungup", [ringing, hungup | {"sequence": 2}, answered | {"sequence": 3}])

    def test_answer_not_said(self):
        ringing, _, hungup = told_truly()
        self.seen("answered, and was not said to", [ringing, hungup | {"sequence": 2}])

    def test_answer_invented(self):
        self.seen("never answered", told_truly(), unanswered_call("NOANSWER", 16))

    def test_answer_at_another_time(self):
        messages = told_truly()
        messages[1]["timestamp"] = stamp(1.2)
        self.seen("ms off", messages)

    def test_what_ami_told_late_may_be_said_late(self):
        rows, cdr = answered_call()
        messages = told_truly()
        messages[1]["timestamp"] = stamp(1.2)
        messages[2]["talk_duration_seconds"] = 2.8
        told, _ = judging.by_call([(f"asterisk/call/{A}/{m['event']}", m) for m in messages])
        late = judging.lateness({"1000.1": {"ANSWER": T + 1.2}}, rows)
        self.assertAlmostEqual(late[A], 0.2)
        verdicts = judging.judge(truth.stories(rows, cdr), told, events=frozenset(EVENTS), lateness=late)
        self.assertEqual(verdicts[0].differences, [])

    def test_answered_by_somebody_else(self):
        messages = told_truly()
        messages[1]["to"] = {"extension": "23"}
        self.seen("said to be by 23", messages)

    def test_ringing_left_out(self):
        _, answered, hungup = told_truly()
        self.seen("rang, and was not", [answered | {"sequence": 1}, hungup | {"sequence": 2}])

    def test_talk_time(self):
        messages = told_truly()
        messages[2]["talk_duration_seconds"] = 3.1
        self.seen("talked", messages)

    def test_talk_time_within_tolerance(self):
        messages = told_truly()
        messages[2]["talk_duration_seconds"] = 3.04
        messages[2]["total_duration_seconds"] = 4.03
        self.assertEqual(differences(messages), [])

    def test_wrong_cause(self):
        messages = told_truly()
        messages[2]["cause"] = "user_busy"
        self.seen("cause normal_clearing", messages)

    def test_wrong_code(self):
        messages = told_truly()
        messages[2]["cause_code"] = 127
        self.seen("cause code", messages)

    def test_wrong_outcome(self):
        messages = told_truly()
        messages[2]["outcome"] = "failed"
        self.seen("outcome", messages)

    def test_gap_in_the_sequence(self):
        messages = told_truly()
        messages[2]["sequence"] = 4
        self.seen("sequence", messages)

    def test_transfer_not_said(self):
        rows, cdr = answered_call()
        rows.insert(4, cel("BLINDTRANSFER", 2, "1000.0", "PJSIP/21-00000000", extra={"extension": "23"}))
        self.seen("transfers: blind", told_truly(), (rows, cdr))

    def test_transfer_into_the_parking_lot_is_none(self):
        rows, cdr = answered_call()
        rows[4:4] = [cel("BLINDTRANSFER", 2, "1000.0", "PJSIP/21-00000000"),
                     cel("PARK_START", 2.001, "1000.1", "PJSIP/22-00000001")]
        found = differences(told_truly(), (rows, cdr))
        self.assertEqual(found, ["parked 1 times, said 0 times"])

    def test_what_the_spec_does_not_say_is_not_missed(self):
        rows, cdr = answered_call()
        rows.insert(4, cel("BLINDTRANSFER", 2, "1000.0", "PJSIP/21-00000000", extra={"extension": "23"}))
        told, _ = judging.by_call([(f"asterisk/call/{A}/{m['event']}", m) for m in told_truly()])
        verdicts = judging.judge(truth.stories(rows, cdr), told, events=frozenset(("ringing", "answered", "hungup")))
        self.assertEqual([verdict.differences for verdict in verdicts], [[]])

    def test_who_takes_anothers_place_in_a_conference_has_joined_and_the_other_has_left(self):
        extra = {"bridge_id": "room", "bridge_technology": "softmix"}
        came, went = cel("BRIDGE_ENTER", 1, *CALLEE, app="ConfBridge", extra=extra), cel("BRIDGE_EXIT", 3, *CALLER, app="ConfBridge", extra=extra)
        lives = {CALLEE[0]: [came], CALLER[0]: [went]}
        for row in (came, went):
            happened = truth._happened([row], lives)
            self.assertEqual((happened["joined"], happened["left"]), (1, 1))

    def test_what_the_last_of_several_trunks_said_counts_not_what_the_dialplan_said_after_it(self):
        self.assertEqual(truth._unanswered("NOANSWER", 34, "normal_circuit_congestion", [1]), ("unallocated", "failed"))

    def test_a_phone_behind_a_local_channel_declined(self):
        near, far, phone = "Local/22@group-00000000;1", "Local/22@group-00000000;2", ("1000.3", "PJSIP/22-00000001")
        rows = [
            cel("CHAN_START", 0, *CALLER, number="21"), cel("CHAN_START", 0.01, "1000.1", near), cel("CHAN_START", 0.01, "1000.2", far),
            cel("CHAN_START", 0.02, *phone, exten="s"),
            *hangup(1, *phone, code=21, app="AppDial", source=phone[1]), *hangup(1.1, "1000.2", far), *hangup(1.1, "1000.1", near, code=0),
            *hangup(2, *CALLER, dial="CONGESTION", source=CALLER[1])]
        cdr = [leg(near, 0.01, "CONGESTION"), leg(phone[1], 0.02, "NO ANSWER", unique="1000.2") | {"channel": far}]
        story = truth.stories(rows, cdr)[A]
        self.assertEqual(story.outcomes, {"rejected", "no_answer"})

    def test_voicemail_after_a_dial_is_no_answer(self):
        rows, cdr = unanswered_call("NOANSWER", 0)
        rows.insert(-2, cel("ANSWER", 4.0005, "1000.0", "PJSIP/21-00000000", app="VoiceMail", number="21"))
        story = truth.stories(rows, cdr)[A]
        self.assertEqual((story.answered, story.causes, story.outcomes), (None, {"no_answer"}, {"no_answer"}))

    def test_who_rings_for_another_call_answers_that_one(self):
        rows, cdr = answered_call()
        # whoever rang 22 is gone before it answers
        rows[2:] = [*hangup(0.9, "1000.0", "PJSIP/21-00000000"), rows[2], *hangup(4, "1000.1", "PJSIP/22-00000001", app="AppDial")]
        self.assertIsNone(truth.stories(rows, cdr)[A].answered)

    def test_who_answered_gets_the_name_of_somebody_else(self):
        messages = told_truly()
        messages[1]["to"] = {"extension": "22", "name": "Anna"}
        self.seen("22 named 'Anna'", messages)

    def test_who_answered_is_named_by_the_dialplan(self):
        messages = told_truly()
        messages[2]["to"] = {"extension": "s"}
        self.seen("hungup: to is s", messages)

    def test_the_caller_gets_another_number(self):
        messages = told_truly()
        messages[1]["from"] = {"extension": "900", "name": "Web"}
        self.seen("answered: from is 900", messages)

    def test_the_caller_gets_another_name_later(self):
        messages = told_truly()
        messages[2]["from"] = {"extension": "21", "name": "Company"}
        self.seen("hungup: from is 21 named 'Company'", messages)

    def test_one_person_has_one_name(self):
        messages = told_truly()
        messages.insert(2, message("held", 2, 3, by={"extension": "21", "name": "Anna Adler"}))
        messages[3]["sequence"] = 4
        self.seen("21 is named Anna and Anna Adler", messages)

    def test_a_phone_rings_that_was_not_dialled(self):
        messages = told_truly()
        messages[0]["destinations"] = [{"extension": "s"}]
        self.seen("ringing: destinations is s", messages)

    def test_a_trunk_is_known_by_what_was_dialled_through_it(self):
        rows, cdr = answered_call()
        rows = [row | {"channame": "PJSIP/trunk1-00000001"} if row["uniqueid"] == "1000.1" else row for row in rows]
        rows[3] |= {"appdata": "PJSIP/0501@trunk1,20"}
        messages = told_truly()
        self.seen("answered: to is 22, who was 0501", messages, (rows, cdr))
        for message in messages:
            message["to"] = {"extension": "0501"}
        messages[0]["destinations"] = ["0501"]
        self.assertEqual(differences(messages, (rows, cdr)), [])

    def test_of_two_numbers_on_one_trunk_each_is_its_own_legs(self):
        rows, cdr = answered_call()
        second = ("1000.7", "PJSIP/trunk1-00000002")
        rows = [row | {"channame": "PJSIP/trunk1-00000001"} if row["uniqueid"] == "1000.1" else row for row in rows]
        rows[3] |= {"appdata": "PJSIP/0502@trunk1,20"}
        rows += [cel("CHAN_START", 0.02, *second, exten="s"), *hangup(1, *second, app="AppDial")]
        cdr = [leg("PJSIP/trunk1-00000001", 0.01, "ANSWERED") | {"lastdata": "PJSIP/0502@trunk1,20"},
               leg(second[1], 0.02, "NO ANSWER") | {"lastdata": "PJSIP/0501@trunk1,20"}]
        people = truth.stories(rows, cdr)[A].people
        self.assertEqual([people[unique].numbers for unique in ("1000.1", "1000.7")], [{"0502"}, {"0501"}])

    def test_picked_up_and_not_confirmed_is_no_answer(self):
        messages = told_truly()
        messages[2] |= {"timestamp": stamp(6.001), "talk_duration_seconds": 5.0, "total_duration_seconds": 5.98}
        self.seen("never answered, and was said to", messages, confirmed_call(accepted=False))

    def test_confirmed_is_answered_when_it_is_confirmed(self):
        ringing, answered, hungup = told_truly()
        answered |= {"timestamp": stamp(4.001)}
        hungup |= {"timestamp": stamp(6.001), "talk_duration_seconds": 2.0, "total_duration_seconds": 5.98}
        self.assertEqual(differences([ringing, answered, hungup], confirmed_call(accepted=True)), [])
        answered |= {"timestamp": stamp(1.0)}
        self.seen("ms off", [ringing, answered, hungup], confirmed_call(accepted=True))

    def test_an_announcement_to_the_member_is_no_talk(self):
        rows, cdr = answered_call()
        rows[3] |= {"eventtime": f"{T + 2:.6f}"}
        rows[4:8] = bridged(2.001, 3.999, "b1", CALLER, CALLEE)
        self.seen("ms off", told_truly(), (rows, cdr))

    def test_a_stray_leg_is_no_talk(self):
        rows, cdr = answered_call()
        stray = ("1000.5", "PJSIP/24-00000005")
        rows[2:2] = [cel("CHAN_START", 0.02, *stray, exten="s")]
        rows += hangup(9, *stray, app="AppDial")
        messages = told_truly()
        messages[2] |= {"timestamp": stamp(9), "total_duration_seconds": 8.98}
        self.assertEqual(differences(messages, (rows, cdr)), [])
        messages[2] |= {"talk_duration_seconds": 8.0}
        self.seen("talked", messages, (rows, cdr))

    def test_talk_that_no_dial_tells_of(self):
        rows, cdr = unanswered_call("NOANSWER", 16)
        other = ("1000.6", "PJSIP/24-00000006")
        rows[-2:] = [cel("ANSWER", 4.1, *CALLER, app="Answer"), cel("CHAN_START", 4.2, *other, number="24"),
                     *bridged(6, 8, "b1", CALLER, other), *hangup(8.001, *other), *hangup(8.002, *CALLER)]
        story = truth.stories(rows, cdr)[A]
        self.assertAlmostEqual(story.answered, T + 6)
        self.assertEqual((story.answered_by, story.outcomes), ({"24"}, {"answered"}))

    def program(self, *more):
        """21's phone is rung and picked up for an application; 22 comes into a bridge with it 3 s later."""
        return [cel("CHAN_START", 0, *CALLER, number="21", name="Anna", exten="s"),
                cel("ANSWER", 1, *CALLER, app="AppDial2", number="21", name="Anna", exten="s"), *more,
                *bridged(4, 6, "b1", CALLER, CALLEE), *hangup(6, *CALLEE, app="AppDial2"), *hangup(6.001, *CALLER, app="AppDial2")]

    def test_two_whom_a_program_rings_answer_when_they_are_connected(self):
        other = [cel("CHAN_START", 0.1, *CALLEE, linked="1000.1", exten="s"),
                 cel("ANSWER", 3.9, *CALLEE, linked="1000.1", app="AppDial2", number="22", exten="s")]
        story = truth.stories(self.program(*other), [])[A]
        self.assertAlmostEqual(story.answered, T + 4)
        self.assertFalse(story.pbx_answered)

    def test_two_who_came_by_themselves_and_are_connected_were_answered_before(self):
        other = [cel("CHAN_START", 0.1, *CALLEE, linked="1000.1", number="22", exten="978"),
                 cel("ANSWER", 0.2, *CALLEE, linked="1000.1", app="Answer", number="22", exten="978")]
        self.assertAlmostEqual(truth.stories(self.program(*other), [])[A].answered, T + 1)

    def test_whoever_picks_a_call_up_has_answered_it_then_though_his_own_call_is_older(self):
        other = [cel("CHAN_START", 2, *CALLEE, linked="1000.1", number="22", exten="23"),
                 cel("PICKUP", 3.99, "1000.2", "PJSIP/23-00000002", linked="1000.1", exten="23", extra={"pickup_channel": CALLER[1]})]
        self.assertAlmostEqual(truth.stories(self.program(*other), [])[A].answered, T + 4)

    def test_a_conference_without_a_number_is_answered_by_it(self):
        rows = [cel("CHAN_START", 0, *CALLER, number="21", name="Anna", exten="s"),
                cel("ANSWER", 1, *CALLER, app="AppDial2", number="21", name="Anna", exten="s"),
                *bridged(1, 4, "b1", CALLER, ("1000.9", "PJSIP/24-00000009"), technology="softmix"),
                cel("CHAN_START", -5, "1000.9", "PJSIP/24-00000009", linked="900.9", number="24", exten="810"), *hangup(4.001, *CALLER)]
        rows = [row if row["linkedid"] == "900.9" else row | {"exten": "s"} for row in rows]
        self.assertEqual(truth.stories(rows, [])[A].answered_by, set())

    def test_whoever_waits_is_connected_with_nobody(self):
        rows, cdr = answered_call()
        rows[4:8] = bridged(1.002, 3.999, "b1", CALLER, CALLEE, technology="holding_bridge")
        self.assertIsNone(truth.stories(rows, cdr)[A].answered)

    def test_what_follows_from_a_transfer_comes_after_it(self):
        rows, cdr = answered_call()
        rows.insert(-4, cel("BLINDTRANSFER", 2, *CALLEE, extra={"extension": "940"}))
        ringing, answered, hungup = told_truly()
        queued = message("queued", 2.2, 3, queue="q")
        transferred = message("transferred", 2.3, 4, transfer="blind")
        hungup["sequence"] = 5
        self.seen("queued told before the transfer", [ringing, answered, queued, transferred, hungup], (rows, cdr))

    def test_a_conversation_of_three_is_no_transfer(self):
        rows, cdr = answered_call()
        rows.insert(6, cel("ATTENDEDTRANSFER", 2, *CALLEE))
        self.assertEqual(differences(told_truly(), (rows, cdr)), [])

    def test_whoever_brought_three_together_and_leaves_has_transferred(self):
        rows, cdr = answered_call()
        third = ("1000.3", "PJSIP/23-00000003")
        rows[2:2] = [cel("CHAN_START", 0.5, *third, number="23", name="Chris", exten="s")]
        rows[-4:-4] = [*bridged(2, 3.998, "b1", third)[:1], cel("ATTENDEDTRANSFER", 2, *CALLEE)]
        rows[-4:] = [*hangup(4, *CALLEE, app="AppDial"), cel("BRIDGE_EXIT", 6, *third), *hangup(6, *third), *hangup(6.001, *CALLER)]
        rows = [row | {"eventtime": f"{T + 6:.6f}"} if row["eventtype"] == "BRIDGE_EXIT" and row["uniqueid"] == CALLER[0] else row for row in rows]
        self.assertEqual(truth.stories(rows, cdr)[A].transferred, ["attended"])

    def test_where_one_call_has_a_direction_each_must_have_the_right_one(self):
        messages = told_truly()
        for each in messages:
            each["direction"] = "internal"
        self.assertEqual(differences(messages), [])
        messages[2]["direction"] = "outbound"
        self.seen("direction internal, said to be outbound", messages)
        del messages[2]["direction"]
        self.seen("direction internal, said to be None", messages)

    def test_a_call_through_a_trunk_goes_out(self):
        rows, cdr = answered_call()
        rows = [row | {"channame": "PJSIP/trunk1-00000001"} if row["uniqueid"] == "1000.1" else row for row in rows]
        self.assertEqual(truth.stories(rows, cdr)[A].directions, {"outbound"})

    def test_joined_before_answered(self):
        rows = [cel("CHAN_START", 0, *CALLER, number="21", name="Anna", exten="810"), cel("ANSWER", 1, *CALLER, app="ConfBridge", exten="810"),
                *bridged(1.1, 4, "b1", CALLER, technology="softmix"), *hangup(4.001, *CALLER)]
        end = told_truly()[2] | {"sequence": 3, "total_duration_seconds": 3.001}
        wrong = [message("joined", 1, 1), message("answered", 1, 2), end]
        self.seen("joined before answered", wrong, (rows, []))

    def test_timestamps_go_back(self):
        messages = told_truly()
        messages[1]["timestamp"] = stamp(0.01)
        self.seen("timestamps go backwards", messages)

    def test_topic_and_payload_disagree(self):
        lines = "asterisk/call/1000.0/ringing " + json.dumps(message("answered", 1, 1))
        self.assertTrue(judging.by_call(judging.read_messages(lines)[0])[1])

    def test_broken_json_is_a_fault(self):
        self.assertTrue(judging.read_messages("asterisk/call/1000.0/ringing {")[1])

    def test_other_topics_are_nobodys_business(self):
        self.assertEqual(judging.read_messages("asterisk/status online"), ([], []))


class Causes(unittest.TestCase):
    """What CDR and CEL make of a call that nobody answered."""

    def cause(self, dial, code, leg_code=0):
        story = truth.stories(*unanswered_call(dial, code, leg_code))[A]
        return story.causes, story.outcomes

    def test_cancelled_whatever_the_code(self):
        self.assertEqual(self.cause("CANCEL", 127), ({"cancelled"}, {"cancelled"}))

    def test_no_answer_though_the_code_is_16(self):
        self.assertEqual(self.cause("NOANSWER", 16), ({"no_answer"}, {"no_answer"}))

    def test_busy(self):
        self.assertEqual(self.cause("BUSY", 17, 17), ({"user_busy"}, {"busy"}))

    def test_busy_is_only_when_all_were(self):
        self.assertEqual(self.cause("BUSY", 17, 0), ({"no_answer"}, {"no_answer"}))

    def rung_by_a_program(self, code, legs, source=""):
        """A program rings phones for the caller: neither CDR nor the caller's own leg knows of a dial."""
        rows = [cel("CHAN_START", 0, *CALLER, number="21", name="Anna", exten="980")]
        for number, (leg_code, at) in enumerate(legs, 1):
            phone = (f"1000.{number}", f"PJSIP/2{number}-0000000{number}")
            rows += [cel("CHAN_START", 0.01, *phone, exten="s"),
                     *hangup(at, *phone, code=leg_code, source="" if at > 3 else phone[1])]
        story = truth.stories(rows + hangup(4, *CALLER, code=code, source=source), [])[A]
        return story.causes, story.outcomes

    def test_what_a_program_rings_counts_as_dialled(self):
        self.assertEqual(self.rung_by_a_program(16, [(17, 1), (17, 1)]), ({"user_busy"}, {"busy"}))
        self.assertIn("rejected", self.rung_by_a_program(16, [(21, 1)])[1])
        self.assertEqual(self.rung_by_a_program(16, [(19, 3.99)]), ({"no_answer"}, {"no_answer"}))
        self.assertEqual(self.rung_by_a_program(127, [(0, 4.1)], source=CALLER[1]), ({"cancelled"}, {"cancelled"}))
        # who hangs up when all were busy already has given nothing up
        self.assertEqual(self.rung_by_a_program(16, [(17, 1)], source=CALLER[1]), ({"user_busy"}, {"busy"}))

    def test_declined_is_rejected_not_unanswered(self):
        self.assertEqual(self.cause("NOANSWER", 21, 21), ({"call_rejected"}, {"rejected"}))

    def test_unreachable(self):
        self.assertEqual(self.cause("CHANUNAVAIL", 20), ({"subscriber_absent"}, {"failed"}))
        self.assertEqual(self.cause("CHANUNAVAIL", 0), ({"subscriber_absent"}, {"failed"}))

    def test_congestion(self):
        self.assertEqual(self.cause("CONGESTION", 34), ({"normal_circuit_congestion"}, {"failed"}))

    def two_dials(self, first, second):
        """The caller's code is the second's; both are (disposition, code of the leg)."""
        rows = [
            cel("CHAN_START", 0, *CALLER, number="21", name="Anna"),
            cel("CHAN_START", 0.01, *CALLEE, exten="s"), *hangup(0.02, *CALLEE, code=first[1], app="AppDial", source=CALLEE[1]),
            cel("CHAN_START", 0.021, "1000.2", "PJSIP/23-00000002", exten="s"),
            *hangup(0.03, "1000.2", "PJSIP/23-00000002", code=second[1], app="AppDial", source="PJSIP/23-00000002"),
            *hangup(0.031, *CALLER, code=second[1], dial="CONGESTION", source="dialplan/builtin"),
        ]
        story = truth.stories(rows, [leg(CALLEE[1], 0.01, first[0]), leg("PJSIP/23-00000002", 0.021, second[0])])[A]
        return story.causes, story.outcomes

    def test_the_last_dial_counts_and_not_the_first_one(self):
        self.assertEqual(self.two_dials(("CONGESTION", 34), ("BUSY", 17)), ({"user_busy"}, {"busy"}))
        self.assertEqual(self.two_dials(("BUSY", 17), ("CONGESTION", 34)), ({"normal_circuit_congestion"}, {"failed"}))

    def test_a_refusal_that_asterisk_calls_no_answer(self):
        self.assertEqual(self.cause("NOANSWER", 1, 1), ({"unallocated"}, {"failed"}))

    def test_the_code_of_a_leg_that_was_cut_short_does_not_count(self):
        self.assertEqual(self.cause("CANCEL", 17, 17), ({"cancelled"}, {"cancelled"}))

    def test_a_call_that_joined_another_has_no_end_of_its_own(self):
        rows, cdr = answered_call()
        moved = copy.deepcopy(rows)
        for row in moved[4:]:
            row["linkedid"] = "999.9"
        moved.insert(0, cel("CHAN_START", -1, "999.9", "PJSIP/24-00000009", linked="999.9"))
        moved += hangup(5, "999.9", "PJSIP/24-00000009", linked="999.9")
        story = truth.stories(moved, cdr)[A]
        self.assertIsNone(story.ended)
        self.assertEqual(story.merged_into, {"999.9"})
        self.assertIn("merged", story.causes)

    def test_plumbing_alone_is_no_call(self):
        rows = [cel("CHAN_START", 0, "1000.0", "CBAnn/room-00000000;1"), *hangup(1, "1000.0", "CBAnn/room-00000000;1")]
        self.assertEqual(truth.stories(rows, []), {})


if __name__ == "__main__":
    unittest.main()
