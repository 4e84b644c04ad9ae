#!/usr/bin/env python3
"""Judges messages against Asterisk's own account; see --help."""

import sys
from pathlib import Path

from lab import commands, judging


def main() -> int:
    arguments = commands.parser(
        "Compares what a subscriber received with what Asterisk's CDR and CEL say of the same calls: none missing, none\n"
        "invented, each ended once and nothing after it, answered the same and by the same, talk time within the\n"
        "tolerance, the cause right. Exits 1 on any difference.\n\n"
        "  mosquitto_sub -v -t 'asterisk/#' > messages.txt\n"
        "  tools/lab/judge.py messages.txt --cel CEL.csv --cdr CDR.csv")
    arguments.add_argument("messages", type=Path, help="lines of `TOPIC JSON`; - is standard input")
    arguments.add_argument("--cel", type=Path, required=True, help="CEL rows as the lab writes them")
    arguments.add_argument("--cdr", type=Path, required=True, help="CDR rows as the lab writes them")
    arguments.add_argument("--tolerance", type=float, default=50, metavar="MS", help="for times (default: 50 ms)")
    arguments.add_argument("--verbose", action="store_true", help="list every call, however many there are")
    options = arguments.parse_args()
    source = Path("/dev/stdin") if str(options.messages) == "-" else options.messages
    verdicts, faults = judging.judge_files(source, options.cel, options.cdr, options.tolerance / 1000)
    print(judging.report(verdicts, faults, options.verbose))
    return 1 if faults or any(verdict.differences for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
