"""`outage`: something is cut off or killed in the middle of many calls; what becomes of them in what is told.

Three kinds: the line between the daemon and AMI is cut for some seconds (`ami`), Asterisk is killed and started again
(`asterisk`), the daemon is killed and started again (`daemon`).
"""

import asyncio
import time
from dataclasses import dataclass

from . import commands, judging, mix, run, trouble, truth, world
from .daemon import Bridge
from .line import Line
from .runner import Runner
from .trouble import Trouble

KINDS = ("ami", "asterisk", "daemon")
MARGIN = 0.3          # seconds around the outage in which it is a matter of luck what was seen


@dataclass
class Window:
    """When the daemon could not see, in seconds since 1970: from, at least until, and at most until."""
    began: float
    back: float
    seen: float


async def _happen(kind: str, trouble: Trouble, bridge: Bridge, seconds: float) -> Window:
    """Lets it happen."""
    what = "cut" if kind == "ami" else "killed"
    began = time.time()
    await trouble.begin(what, kind)
    await asyncio.sleep(seconds)
    back = time.time()
    await trouble.end(what, kind)
    await bridge.logged_in(limit=90)
    return Window(began, back, time.time())


def seen(moment: world.Moment, window: Window) -> bool:
    """Whether the daemon could see the PBX as it was then. A daemon that was killed says nothing of its not seeing."""
    return moment.told + world.SLACK < window.began or moment.asked > window.seen + world.AGAIN


def assess(story: truth.Story | None, told: judging.Told | None, window: Window) -> tuple[str, str, list[str]]:
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
    wrong = judging.hangs_together(told)
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


async def play(options) -> int:
    """Plays one and prints what came of it; 1 where anything is wrong."""
    state, marks = await trouble.lab(options)
    line = Line(state["pbx"]["ami"])
    await line.open()
    async with Bridge(state, options.daemon, line) as bridge, world.Watch(state, bridge.trunks) as watch, Runner(state) as runner:
        load = mix.Mix(runner, state["slots"], options.calls, options.rate, options.seed, getattr(options, "weekly", True))
        playing = asyncio.create_task(load.run())
        await asyncio.sleep(options.after)
        print(f"{load.begun} calls begun, {load.begun - load.over} going on: {options.kind} is gone for {options.seconds:g} s", flush=True)
        window = await _happen(options.kind, Trouble(state, bridge, runner, ami=line), bridge, options.seconds)
        print(f"the daemon is there again after {window.seen - window.began:.1f} s", flush=True)
        await playing
        await run.until_empty(state)
        await asyncio.sleep(options.settle)
        await bridge.settled()
        await watch.now()
        received, complaints, kept = bridge.since(0), bridge.complaints(), bridge.kept()
    line.cut()
    stories = truth.stories(*run.accounts_since(state, marks))
    told, faults = judging.by_call(judging.read_messages(received)[0])
    table, wrong = trouble.judge(stories, told, lambda story, told: assess(story, told, window))
    print(f"\n{'calls':>5}  {'to the outage':<28}{'told':<62}wrong")
    for (what, said, found), count in sorted(table.items()):
        print(f"{count:>5}  {what:<28}{said:<62}{found}".rstrip())
    print("", *wrong[:options.show], *(f"fault: {each}" for each in faults), *complaints, sep="\n")
    print(f"{len(stories)} calls, {len(wrong)} not told as they should be")
    world_wrong = run.judge_kept([moment for moment in watch.moments if seen(moment, window)], kept, stories).wrong
    print(*world_wrong[:options.show], sep="\n")
    return 1 if wrong or faults or world_wrong else 0


def main() -> int:
    arguments = commands.parser(
        "Plays a mix of calls. In the middle it cuts the AMI connection or kills Asterisk or the daemon, and restores it. Then\n"
        "it reports what was published for the affected calls and what of it is wrong. Exits 1 if anything is.\n\n"
        "  tools/lab/outage ami --calls 200 --rate 20 --after 8 --for 10")
    arguments.add_argument("kind", choices=KINDS, help="what is gone for a while")
    arguments.add_argument("--calls", type=int, default=200, metavar="N", help="default: 200")
    arguments.add_argument("--after", type=float, default=8, metavar="S", help="seconds until it happens (default: 8)")
    arguments.add_argument("--for", dest="seconds", type=float, default=10, metavar="S", help="how long it is gone (default: 10)")
    arguments.add_argument("--settle", type=float, default=5, metavar="S", help="how long to wait for the last messages (default: 5)")
    trouble.add_options(arguments, rate=20)
    return trouble.work(arguments.parse_args(), play)
