#!/usr/bin/env python3
"""How fast the Python tracker cacofonisk follows the calls of a capture. Its events are parsed before the clock runs.

Prints events a second of processor time.
"""
import logging
import sys
import time

from cacofonisk.handlers import EventHandler
from cacofonisk.reporters import BaseReporter


def events(path, count):
    with open(path, "rb") as file:
        for number, block in enumerate(file.read(count).split(b"\r\n\r\n")[:-1]):
            lines = (line.partition(b": ") for line in block.split(b"\r\n"))
            event = {name.decode(): value.decode(errors="replace") for name, _, value in lines}
            if "Event" in event:
                yield event


def main():
    logging.disable(logging.CRITICAL)
    handler = EventHandler(reporter=BaseReporter())
    wanted = handler.event_handlers().keys()
    all_events = list(events(sys.argv[1], 16_000_000))
    failed = 0
    begun = time.process_time()
    for event in all_events:
        if event["Event"] in wanted:
            try:
                handler.on_event(event)
            except Exception:
                failed += 1
    took = time.process_time() - begun
    print(f"{len(all_events) / took:.0f} {failed}")


main()
