"""`outage`: something is cut off or killed in the middle of many calls; what becomes of them in what is told.

Three kinds: the line between the daemon and AMI is cut for some seconds (`ami`), Asterisk is killed and started again
(`asterisk`), the daemon is killed and started again (`daemon`).
"""

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass

from . import asterisk, capture, commands, judging, mix, paths, run, truth
from .daemon import Bridge
from .line import Line
from .runner import Runner

KINDS = ("ami", "asterisk", "daemon")
MARGIN = 0.3          # seconds around the outage in which it is a matter of luck what was seen


@dataclass
class Window:
    """When the daemon could not see, in seconds since 1970: from, at least until, and at most until."""
    began: float
    back: float
    seen: float


async def _happen(kind: str, state: dict, line: Line, bridge: Bridge, seconds: float) -> Window:
    """Lets it happen."""
    began = time.time()
    match kind:
        case "ami":
            line.cut()
            await asyncio.sleep(seconds)
            back = time.time()
            await line.open()
        case "asterisk":
            await asterisk.end(state["pbx"], signal.SIGKILL)
            await asyncio.sleep(seconds)
            back = time.time()
            await asterisk.restart(state, "pbx")
        case "daemon":
            await bridge.kill("daemon")
            await asyncio.sleep(seconds)
            back = time.time()
            await bridge.start_daemon()
    await bridge.logged_in(limit=90)
    return Window(began, back, time.time())


def assess(story: truth.Story | None, told: judging.Told | None, window: Window, kind: str) -> tuple[str, str, list[str]]:
    """What a call was to the outage, what was told of it, and what is wrong with that."""
    names = [message.get("event") for message in told.messages] if told else []
    said = " → ".join(map(str, names)) or "nothing"
    end = told.first("hungup") if told else None
    if end is not None:
        said += f" ({end.get('cause') if end.get('observed') is False else 'seen'})"
    if story is None:
        return "of no call", said, ["invented"]
    # an Asterisk that is killed writes no end of its calls
    ended = window.began if story.ended is None and not story.merged_into else story.ended
    if story.began > window.seen or (ended is not None and ended < window.began - MARGIN):
        wrong = judging.differences(story, told)
        return "not touched", "as it was" if not wrong else said, wrong
    wrong = [] if names.count("hungup") <= 1 else ["hung up twice"]
    if "hungup" in names[:-1]:
        wrong.append("something after hungup")
    if story.merged_into:
        return "became one with another", said, wrong
    if story.began > window.began - MARGIN:
        if ended > window.seen:
            return "begun meanwhile, went on", said, wrong
        if names and window.began + MARGIN < story.began and ended < window.back - MARGIN:
            wrong.append("could not be seen, and was told")
        return "begun and ended meanwhile", said, wrong
    if story.answered is not None and story.answered < window.began - MARGIN and story.answer_counts and not story.pbx_answered \
            and "answered" not in names:
        wrong.append("answered, and was not said to")
    if names.count("hungup") != 1:
        wrong.append("never hung up")
    elif ended > window.seen:
        if end.get("observed") is False:
            wrong.append("its end was seen, and is told as unseen")
    elif window.began + MARGIN < ended < window.back - MARGIN and end.get("observed") is not False:
        wrong.append("its end was unseen, and is told as seen")
    return "known, went on" if ended > window.seen else "known, ended meanwhile", said, wrong


async def _outage(options) -> int:
    state = await asterisk.up(options.version, slots=min(999, int(options.rate * mix.USUAL_LENGTH) + 10))
    await run.until_empty(state)
    marks = {kind: capture.size(file) for kind, file in capture.accounts(state).items()}
    line = Line(state["pbx"]["ami"])
    await line.open()
    async with Bridge(state, options.daemon, ami_port=line.port) as bridge, Runner(state) as runner:
        load = mix.Mix(runner, state["slots"], options.calls, options.rate, options.seed)
        playing = asyncio.create_task(load.run())
        await asyncio.sleep(options.after)
        print(f"{load.begun} calls begun, {load.begun - load.over} going on: {options.kind} is gone for {options.seconds:g} s", flush=True)
        window = await _happen(options.kind, state, line, bridge, options.seconds)
        if options.kind == "asterisk":
            await runner.connect_pbx()
        print(f"the daemon is there again after {window.seen - window.began:.1f} s", flush=True)
        await playing
        await run.until_empty(state)
        await asyncio.sleep(options.settle)
        await bridge.settled()
        received, complaints = bridge.since(0), bridge.complaints()
    line.cut()
    stories = truth.stories(*run.accounts_since(state, marks))
    told, faults = judging.by_call(judging.read_messages(received)[0])
    table, wrong = Counter(), []
    for call_id in sorted({*stories, *told}, key=judging.order):
        what, said, found = assess(stories.get(call_id), told.get(call_id), window, options.kind)
        table[what, said, ", ".join(found)] += 1
        if found:
            verdict = judging.Verdict(call_id, stories.get(call_id), told.get(call_id), found)
            wrong.append("\n".join([f"{call_id} ({what}): {', '.join(found)}", *judging.side_by_side(verdict)]))
    print(f"\n{'calls':>5}  {'to the outage':<28}{'told':<62}wrong")
    for (what, said, found), count in sorted(table.items()):
        print(f"{count:>5}  {what:<28}{said:<62}{found}".rstrip())
    print("", *wrong[:options.show], *(f"fault: {each}" for each in faults), *complaints, sep="\n")
    print(f"{len(stories)} calls, {len(wrong)} not told as they should be")
    return 1 if wrong or faults else 0


def main() -> int:
    arguments = commands.parser(
        "Makes a mix of calls, and in the middle of it cuts the line to AMI, or kills Asterisk or the daemon, and brings it\n"
        "back. Then it says what was told of the calls that this touched, and what of it is wrong; exits 1 if anything is.\n\n"
        "  tools/lab/outage ami --calls 200 --rate 20 --after 8 --for 10")
    arguments.add_argument("kind", choices=KINDS, help="what is gone for a while")
    arguments.add_argument("--calls", type=int, default=200, metavar="N", help="default: 200")
    arguments.add_argument("--rate", type=float, default=20, metavar="R", help="calls a second (default: 20)")
    arguments.add_argument("--seed", type=int, default=1, metavar="S", help="which lot (default: 1)")
    arguments.add_argument("--after", type=float, default=8, metavar="S", help="seconds until it happens (default: 8)")
    arguments.add_argument("--for", dest="seconds", type=float, default=10, metavar="S", help="how long it is gone (default: 10)")
    arguments.add_argument("--settle", type=float, default=5, metavar="S", help="how long to wait for the last messages (default: 5)")
    arguments.add_argument("--show", type=int, default=20, metavar="N", help="how many of the wrong ones to name (default: 20)")
    arguments.add_argument("--version", choices=paths.VERSIONS, default="22", help="default: 22")
    run.add_daemon(arguments)
    options = arguments.parse_args()

    async def work():
        run.settle_daemon(options)
        if not options.daemon:
            raise asterisk.LabError("without a daemon there is nothing to see")
        with asterisk.claimed(options.version):
            return await _outage(options)
    return commands.guarded(work())
