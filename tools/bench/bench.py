"""Runs the benchmarks that tools/bench/run has made ready, and writes what came of them."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess

CALLS = [1, 10, 100, 1_000, 10_000, 100_000]


class Bench:
    """The programs to run, and the rows of the table that they make."""

    def __init__(self, options):
        self.options = options
        self.rounds = 3 if options.quick else 5
        self.rows = []
        self.figures = {}

    def run(self, *command, env=None):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                              env=os.environ | (env or {}))
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def program(self, name, *arguments):
        return self.run(self.options.programs / name, *arguments)

    def helper(self, name, *arguments, env=None):
        return self.run(self.options.helpers / name, *arguments, env=env)

    def row(self, what, figure, baseline="", ratio="", goal=""):
        self.rows.append([what, figure, baseline, ratio, goal])
        print("  ".join(filter(None, [what + ":", figure, baseline and f"({baseline})", ratio])), flush=True)

    # MARK: Reading and correlating

    def capture(self, name):
        path = self.options.captures / f"{name}.raw"
        size = path.stat().st_size
        events = wanted = 0
        summary = self.program("asterisk-mqtt", "replay", "--summary", path)
        decoded, skipped = map(int, re.search(r"messages +\d+: (\d+) decoded, (\d+) skipped", summary).groups())
        wanted, events = decoded - 1, decoded + skipped - 1
        messages = sum(map(int, re.findall(r"(\d+) [a-z_]+", re.search(r"published +(.*)", summary).group(1))))
        return path, size, events, wanted, messages

    def best(self, path):
        """The best round of each, all in turns: nanoseconds."""
        best = {}
        for _ in range(self.rounds):
            for what, line in (
                    ("newlines", self.helper("newlines", path, 3)),
                    ("decode", self.program("correlator-benchmark", "decode", path, 3)),
                    ("correlate", self.program("correlator-benchmark", "correlate", path, 3))):
                # The first round of each pays for the pages of the file.
                best[what] = min([best.get(what, 1 << 62), *map(int, line.split()[1:])])
        return best

    def correlating(self):
        for name, title in (("all", "`read = all`"), ("asked", "the classes that are asked for")):
            path, size, events, wanted, messages = self.capture(name)
            best = self.best(path)
            rate = {what: size / nanoseconds for what, nanoseconds in best.items()}
            baseline = f"memchr {rate['newlines']:.2f} GB/s"
            self.row(f"decode, {title}", f"{rate['decode']:.2f} GB/s", baseline,
                     f"{rate['decode'] / rate['newlines']:.0%}")
            self.row(f"decode and correlate, {title}", f"{rate['correlate']:.2f} GB/s", baseline,
                     f"{rate['correlate'] / rate['newlines']:.0%}", "80 %" if name == "all" else "")
            a_second = events / best["correlate"] * 1e9
            self.figures[name] = {"bytes": size, "events": events, "wanted": wanted, "messages": messages,
                                  "nanoseconds": best}
            if name == "asked":
                python, _ = map(int, self.run(self.options.python, self.options.output / "baselines/tracker.py",
                                              path).split())
                self.figures[name]["cacofonisk_events_a_second"] = python
                self.row("the same, events", f"{a_second / 1e6:.2f} M/s", f"cacofonisk {python / 1e6:.2f} M/s",
                         f"{a_second / python:.0f} times", f"{4 * rate['newlines'] / 4.3:.2f} M/s")
            apart = (best["correlate"] - best["decode"]) / wanted
            self.row("the same, an event that matters, beyond decoding", f"{apart:.0f} ns")

    def allocating(self):
        counts = []
        for passes in (1, 11):
            done = subprocess.run(
                [self.options.programs / "correlator-benchmark", "passes", "20000", str(passes)],
                capture_output=True, text=True, check=True,
                env=os.environ | {"LD_PRELOAD": str(self.options.helpers / "allocations.so")})
            counts.append(int(re.search(r"allocations: (\d+)", done.stderr).group(1)))
        events = int(done.stdout) * 10
        self.figures["allocations"] = {"events": events, "allocations": counts[1] - counts[0]}
        self.row("allocations for events that are skipped or change nothing",
                 f"{counts[1] - counts[0]} of {events:,} events", "", "", "0")

    def growth(self):
        times = {calls: min(int(self.program("correlator-benchmark", "growth", calls, 20_000))
                            for _ in range(self.rounds)) for calls in CALLS}
        self.figures["growth"] = times
        self.row("an event while calls go on: 1, 1,000, 100,000",
                 ", ".join(f"{times[calls]} ns" for calls in (1, 1_000, 100_000)), "",
                 f"{times[100_000] / times[1]:.1f} times", "1")

    def memory(self):
        for calls, goal in ((10_000, "16 MB"), (100_000, "80 MB")):
            idle, full = map(int, self.program("correlator-benchmark", "memory", calls).split())
            self.figures[f"memory_{calls}"] = full - idle
            self.row(f"memory of {calls:,} calls of two phones", f"{(full - idle) / 1e6:.1f} MB", "", "", goal)

    # MARK: The daemon

    def daemon(self):
        program = self.options.programs / "asterisk-mqtt"
        env = {"ASTERISK_MQTT_AMI_HOST": "127.0.0.1", "ASTERISK_MQTT_AMI_USERNAME": "load",
               "ASTERISK_MQTT_AMI_SECRET": "load", "ASTERISK_MQTT_LOG_LEVEL": "error",
               "ASTERISK_MQTT_MQTT_BROKER": f"tcp://127.0.0.1:{self.options.broker}"}

        def load(*mode, **more):
            out = self.helper("load", self.options.broker, *mode, "--", program, "run", env=env | more)
            return list(map(int, out.strip().splitlines()[-1].split()))

        starts = sorted(load("start")[0] for _ in range(4 * self.rounds))
        self.figures["start_microseconds"] = starts
        self.row("start of the daemon to its answer to Asterisk's greeting", f"{statistics.median(starts) / 1000:.0f} ms",
                 f"best {starts[0] / 1000:.0f} ms", "", "30 ms")

        rate, count = 1_000, 5_000
        p50, p99, p999, idle, own = min(load("latency", rate, count) for _ in range(2))
        self.figures["latency_microseconds"] = {"p50": p50, "p99": p99, "p99.9": p999}
        self.row(f"AMI socket to subscriber, {rate:,} messages/s: p50, p99, p99.9",
                 f"{p50 / 1000:.2f}, {p99 / 1000:.2f}, {p999 / 1000:.2f} ms", "", "", "p99 1 ms, p99.9 3 ms")
        stored, waits = self.with_store(lambda **env: load("latency", rate, count, **env))
        self.figures["latency_microseconds_with_store"] = dict(zip(("p50", "p99", "p99.9"), stored))
        self.figures["syncs_with_store"] = {"messages": count, "syncs": waits}
        self.row("the same with a store, each message kept until it is acknowledged",
                 ", ".join(f"{each / 1000:.2f}" for each in stored) + " ms",
                 f"it waited for the disk {waits} times in all, start and end included", f"{stored[0] / p50:.1f} times")
        self.figures["idle_kilobytes"] = idle
        self.figures["idle_own_kilobytes"] = own
        self.row("memory of the idle daemon", f"{idle / 1000:.1f} MB",
                 f"without the pages of program and libraries {own / 1000:.1f} MB", "", "15 MB")

        path, _, _, _, events = self.capture("asked")
        messages = self.options.helpers / "messages"
        load("throughput", path, events, MESSAGES=str(messages))
        got, alone = [0, 0, 0, 0], [0, 0, 0]
        for _ in range(3 * self.rounds):
            got = max(got, load("throughput", path, events), key=lambda one: one[1])
            # As many in flight as the daemon has.
            out = self.helper("load", self.options.broker, "alone", messages, 200)
            alone = max(alone, list(map(int, out.split())))
        self.figures["daemon"] = {"bytes_a_second": got[0], "messages_a_second": got[1], "messages": got[2],
                                  "nanoseconds_a_message": got[3]}
        self.figures["libmosquitto"] = {"messages_a_second": alone[0], "nanoseconds_a_message": alone[2]}
        self.row("AMI socket to subscriber, as fast as it goes", f"{got[1]:,} messages/s, {got[0] / 1e6:.0f} MB/s",
                 f"libmosquitto alone, the same messages {alone[0]:,} messages/s", f"{got[1] / alone[0]:.0%}", "80 %")
        self.row("processor time of a message, reading AMI included", f"{got[3] / 1000:.1f} µs",
                 f"libmosquitto alone {alone[2] / 1000:.1f} µs", f"{got[3] / alone[2]:.1f} times")
        size = program.stat().st_size
        stripped = self.options.helpers / "stripped"
        self.run("strip", "-o", stripped, program)
        self.figures["binary_bytes"] = stripped.stat().st_size
        self.row("the program, stripped, Swift's runtime in it", f"{stripped.stat().st_size / 1e6:.1f} MB",
                 f"with symbols {size / 1e6:.1f} MB")

    def with_store(self, load):
        """The best of two, on the disk that the helpers are on, and how often the daemon waited for that disk."""
        best = None
        for number in range(2):
            folder = self.options.helpers / f"store-{number}"
            folder.mkdir()
            syncs = self.options.helpers / "syncs"
            figures = load(ASTERISK_MQTT_STORE_FOLDER=str(folder), LD_PRELOAD=str(self.options.helpers / "syncs.so"),
                           SYNCS=str(syncs))[:3]
            best = min(best, (figures, int(syncs.read_text()))) if best else (figures, int(syncs.read_text()))
        return best

    # MARK: What came of it

    def machine(self):
        cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
        swift = re.search(r"Swift version [\d.]+", self.run("swift", "--version"))
        return (f"{cpu.group(1) if cpu else platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
                f"{swift.group(0) if swift else 'Swift'}")

    def write(self):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        machine = self.machine()
        output = self.options.output
        (output / "results.json").write_text(json.dumps(
            {"date": now, "machine": machine, "figures": self.figures}, indent=2) + "\n")
        columns = ["what", "figure", "beside it", "ratio", "goal"]
        lines = ["# How fast it is", "", f"{now}, {machine}. Made by `tools/bench/run`.", "",
                 "| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        lines += ["", "Reading and correlating are times of one core, the best of rounds taken in turns. memchr is a loop "
                  "in C that only finds the newlines of the same bytes. The captures are recordings of `Fixtures/22`, 400 "
                  "at once, each under ids of its own. What an event takes grows with the calls where they and their ids are "
                  "more than the caches hold: the steps are the same.", "", "![What each row says, as bars](results.svg)", ""]
        (output / "results.md").write_text("\n".join(lines))
        self.plot(output, f"{machine}, {now}")

    def plot(self, output, title):
        import matplotlib
        matplotlib.use("Agg")
        matplotlib.rcParams["svg.hashsalt"] = "bench"
        from matplotlib import pyplot

        figure, (rates, growth) = pyplot.subplots(1, 2, figsize=(11, 4.2))
        names, values = [], []
        for capture, what in (("all", "read = all"), ("asked", "classes asked for")):
            figures = self.figures[capture]
            for step in ("newlines", "decode", "correlate"):
                label = {"newlines": "memchr", "decode": "decode", "correlate": "decode + correlate"}[step]
                names.append(f"{label}\n{what}")
                values.append(figures["bytes"] / figures["nanoseconds"][step])
        bars = rates.barh(names, values, color=["#9aa5b1", "#5b8def", "#2f6f4f"] * 2)
        rates.bar_label(bars, fmt="%.2f", padding=3)
        rates.invert_yaxis()
        rates.margins(x=0.15)
        rates.set_xlabel("GB/s of one core")
        times = self.figures["growth"]
        growth.plot(list(times), list(times.values()), marker="o", color="#2f6f4f")
        growth.set_xscale("log")
        growth.set_ylim(bottom=0)
        growth.set_xlabel("calls going on")
        growth.set_ylabel("ns an event, at random among them")
        figure.suptitle(title, fontsize=9)
        figure.tight_layout()
        for kind in ("svg", "png"):
            figure.savefig(output / f"results.{kind}", metadata={"Date": None} if kind == "svg" else None, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("programs", "helpers", "captures", "output"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    import sys
    options.python = sys.executable
    bench = Bench(options)
    bench.correlating()
    bench.growth()
    bench.allocating()
    bench.memory()
    bench.daemon()
    bench.write()


main()
