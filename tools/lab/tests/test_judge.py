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


def cel(kind, at, unique, channel, linked=A, app="", number="", exten="22", extra=None):
    row = dict.fromkeys(config.CEL_COLUMNS, "")
    return row | {
        "eventtype": kind, "eventtime": f"{T + at:.6f}", "uniqueid": unique, "linkedid": linked, "channame": channel,
        "appname": app, "cid_num": number, "exten": exten, "eventextra": json.dumps(extra) if extra else "",
    }


def hangup(at, unique, channel, code=16, dial="", linked=A, app=""):
    extra = {"hangupcause": code, "hangupsource": "", "dialstatus": dial}
    return [cel("HANGUP", at, unique, channel, linked, app, extra=extra), cel("CHAN_END", at, unique, channel, linked)]


def answered_call():
    rows = [
        cel("CHAN_START", 0, "1000.0", "PJSIP/21-00000000", number="21"),
        cel("CHAN_START", 0.01, "1000.1", "PJSIP/22-00000001", exten="s"),
        cel("ANSWER", 1, "1000.1", "PJSIP/22-00000001", app="AppDial", number="22"),
        cel("ANSWER", 1.001, "1000.0", "PJSIP/21-00000000", app="Dial", number="21"),
        *hangup(4, "1000.1", "PJSIP/22-00000001", app="AppDial"),
        *hangup(4.001, "1000.0", "PJSIP/21-00000000", dial="ANSWER"),
    ]
    return rows, [dict.fromkeys(config.CDR_COLUMNS, "") | {"linkedid": A, "dstchannel": "PJSIP/22-00000001"}]


def unanswered_call(dial, code, leg_code=0):
    rows = [
        cel("CHAN_START", 0, "1000.0", "PJSIP/21-00000000", number="21"),
        cel("CHAN_START", 0.01, "1000.1", "PJSIP/22-00000001", exten="s"),
        *hangup(4, "1000.1", "PJSIP/22-00000001", code=leg_code, app="AppDial"),
        *hangup(4.001, "1000.0", "PJSIP/21-00000000", code=code, dial=dial),
    ]
    return rows, [dict.fromkeys(config.CDR_COLUMNS, "") | {"linkedid": A, "dstchannel": "PJSIP/22-00000001"}]


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

    def test_declined_is_rejected_not_unanswered(self):
        self.assertEqual(self.cause("NOANSWER", 21, 21), ({"call_rejected"}, {"rejected"}))

    def test_unreachable(self):
        self.assertEqual(self.cause("CHANUNAVAIL", 20), ({"subscriber_absent"}, {"failed"}))
        self.assertEqual(self.cause("CHANUNAVAIL", 0), ({"subscriber_absent"}, {"failed"}))

    def test_congestion(self):
        self.assertEqual(self.cause("CONGESTION", 34), ({"normal_circuit_congestion"}, {"failed"}))

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
