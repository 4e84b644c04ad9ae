"""Home Assistant in this process, with mosquitto, `wiretap play` and the daemon beside it. Run by `check`."""

import argparse
import asyncio
import json
import logging
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from homeassistant import bootstrap, const, runner
from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import area_registry, device_registry, entity_registry


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Failure(Exception):
    pass


class Complaints(logging.Handler):
    """What Home Assistant says against what it is told."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if "mqtt" in record.name or "template" in record.name:
            self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


class Check:
    def __init__(self, programs, recordings, folder):
        self.programs, self.recordings, self.folder = programs, recordings, folder
        self.broker_port, self.pbx_port, self.web_port = free_port(), free_port(), free_port()
        self.processes = {}
        self.captures = [recordings / f"{name}.raw" for name in ("answer-caller-hangs-up", "no-answer", "outbound-answered")]
        self.hass = None

    # The processes

    def start(self, name):
        commands = {
            "broker": [shutil.which("mosquitto", path="/usr/sbin:/usr/bin"), "-c", self.folder / "mosquitto.conf"],
            "pbx": [
                self.programs / "wiretap", "play", *self.captures,
                "--listen", f"127.0.0.1:{self.pbx_port}", "--speed", "5",
            ],
            "daemon": [self.programs / "asterisk-mqtt", "run", "--config", self.folder / "daemon.yaml"],
        }
        log = open(self.folder / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen(commands[name], stdout=log, stderr=log)

    async def stop(self, name):
        process = self.processes.pop(name)
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 10)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    # What Home Assistant has

    def entities(self):
        """The entities of the PBX by their unique ids: entity id, name and area that people gave, and the state."""
        found = {}
        for entry in entity_registry.async_get(self.hass).entities.values():
            if entry.platform != "mqtt":
                continue
            state = self.hass.states.get(entry.entity_id)
            found[entry.unique_id] = {
                "entity_id": entry.entity_id, "name": entry.name, "area": entry.area_id,
                "state": state.state if state else None,
                "attributes": len(json.dumps(dict(state.attributes), default=str)) if state else 0,
            }
        return found

    def kept(self):
        """What has to stay as it is."""
        device = device_registry.async_get(self.hass).async_get(self.device)
        return {
            "device": device and (device.id, device.name_by_user, device.area_id),
            "entities": {key: (entity["entity_id"], entity["name"], entity["area"])
                         for key, entity in self.entities().items()},
        }

    async def until(self, what, holds, seconds=60):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise Failure(f"not within {seconds} s: {what}; there is {json.dumps(self.entities(), indent=1)}")
            await asyncio.sleep(0.2)

    def state(self, suffix):
        return next((entity["state"] for key, entity in self.entities().items() if key.endswith(suffix)), None)

    # The check

    async def run(self):
        (self.folder / "mosquitto.conf").write_text(
            f"listener {self.broker_port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {self.folder}/\nautosave_on_changes true\nautosave_interval 1\nuser root\n")
        (self.folder / "daemon.yaml").write_text(json.dumps({
            "ami": {"host": "127.0.0.1", "port": self.pbx_port, "username": "bridge", "secret": "bridge",
                    "reconnect": {"min_seconds": 0.1, "max_seconds": 0.5}},
            "mqtt": {"broker": f"tcp://127.0.0.1:{self.broker_port}"},
            "pbx": {"trunks": ["PJSIP/trunk-*"]},
            "home_assistant": {"enabled": True}, "store": {"folder": str(self.folder / "store")},
        }))
        config = self.folder / "config"
        config.mkdir()
        (config / "configuration.yaml").write_text(
            f"homeassistant:\n  name: here\nhttp:\n  server_host: 127.0.0.1\n  server_port: {self.web_port}\n")
        self.start("broker")
        self.hass = await bootstrap.async_setup_hass(runner.RuntimeConfig(config_dir=str(config), skip_pip=True))
        if self.hass is None:
            raise Failure("Home Assistant does not start")
        complaints = Complaints()
        logging.getLogger().addHandler(complaints)
        await self.hass.async_start()
        await self.hass.config_entries.async_add(ConfigEntry(
            version=1, minor_version=1, domain="mqtt", title="broker", source="user",
            data={"broker": "127.0.0.1", "port": self.broker_port, "discovery": True}))

        self.start("pbx")
        self.start("daemon")
        await self.until("an extension is there", lambda: self.state("_extension_21") not in (None, "unknown"))
        await self.until("the PBX is on", lambda: self.state("_pbx") == "on")
        # Whatever was played before Home Assistant knew of the entities is played again.
        await asyncio.sleep(8)
        await self.stop("pbx")
        self.start("pbx")
        await self.until("a call was missed", lambda: self.state("_missed") not in (None, "unknown", "unavailable"))
        await self.until("it was Anna's", lambda: self.state("_last_missed_call") == "21 Anna")
        await self.until("a call out is the last one", lambda: self.state("_last_call") not in (None, "unknown", "21 Anna"))
        if self.state("_last_missed_call") != "21 Anna":
            raise Failure("an answered call took the place of the last missed one")
        logging.getLogger().removeHandler(complaints)
        if complaints.lines:
            raise Failure("Home Assistant complains:\n" + "\n".join(complaints.lines))
        print(f"events and last calls: missed at {self.state('_missed')}, the last call {self.state('_last_call')}")
        entities = entity_registry.async_get(self.hass)
        area = area_registry.async_get(self.hass).async_create("Hall").id
        for number, entity in enumerate(list(self.entities().values())):
            entities.async_update_entity(
                entity["entity_id"], name=f"Named {number}", area_id=area,
                new_entity_id=entity["entity_id"].split(".")[0] + f".named_{number}")
        device = next(entry.device_id for entry in entities.entities.values() if entry.platform == "mqtt")
        self.device = device
        device_registry.async_get(self.hass).async_update_device(device, name_by_user="Our PBX", area_id=area)
        await asyncio.sleep(1)
        before = self.kept()
        print(f"Home Assistant {const.__version__}: {len(before['entities'])} entities, named and given an area:")
        for key, entity in sorted(self.entities().items()):
            print(f"  {key}: {entity['entity_id']}, {entity['name']}, state {entity['state']}")

        orders = [
            ["daemon"], ["pbx"], ["broker"], ["daemon", "pbx"], ["pbx", "daemon"], ["broker", "daemon"],
            ["daemon", "broker"], ["pbx", "broker"], ["broker", "pbx"], ["daemon", "pbx", "broker"],
            ["broker", "pbx", "daemon"], ["pbx", "daemon", "broker"],
        ]
        failures = 0
        for stopped in orders:
            for started in (stopped, stopped[::-1]) if len(stopped) > 1 else (stopped,):
                for name in stopped:
                    await self.stop(name)
                await asyncio.sleep(1.5)
                lamp = self.state("_extension_21")
                for name in started:
                    self.start(name)
                    # What is started last is not there when the others are at work.
                    await asyncio.sleep(1.5)
                await self.until("all is there again", lambda: self.state("_pbx") == "on" and
                                 self.state("_extension_21") not in (None, "unavailable"))
                await asyncio.sleep(1)
                after = self.kept()
                same = after == before
                failures += not same
                print(f"{'kept' if same else 'LOST'}: {', '.join(stopped)} stopped (the lamp: {lamp}), "
                      f"{', '.join(started)} started")
                if not same:
                    print(f"  before: {before}\n  after: {after}")
                    before = after
        await self.stop("pbx")
        await self.until("without the PBX the lamp is unavailable", lambda: self.state("_extension_21") == "unavailable")
        await self.until("and the PBX is off", lambda: self.state("_pbx") == "off")
        print("without the PBX: lamps and calls unavailable, PBX off")

        many = self.folder / "many.raw"
        many.write_text("Asterisk Call Manager/11.0.0\r\n" + "".join(
            f"Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/{number}\r\nState: NOT_INUSE\r\n\r\n"
            for number in range(1000, 1500)))
        self.captures.append(many)
        self.start("pbx")
        began = time.monotonic()
        await self.until("500 extensions are there", lambda: sum(
            "_extension_1" in key and entity["state"] == "idle" for key, entity in self.entities().items()) == 500)
        print(f"500 extensions are there after {time.monotonic() - began:.1f} s")
        await self.until("calls are there", lambda: self.state("_calls") not in (None, "unavailable"))
        # The recorded call is over by then, and the daemon has nothing to say of it any more.
        await asyncio.sleep(8)
        many = self.many_calls(500)
        await asyncio.to_thread(
            subprocess.run, ["mosquitto_pub", "-p", str(self.broker_port), "-t", "asterisk/calls", "-s"], input=many,
            check=True)
        await self.until("there are 500 calls", lambda: self.state("_calls") == "500")
        largest = max(entity["attributes"] for entity in self.entities().values())
        print(f"500 calls of {len(many)} bytes: attributes of at most {largest} bytes")
        if largest >= 16384:
            failures += 1
        if failures:
            raise Failure(f"{failures} times something was not as it should be")

    def many_calls(self, count):
        party = {"extension": "1" * 100, "name": "ß" * 500}
        calls = [{"call_id": f"1700000000.{number}", "state": "talking", "since": "2026-11-29T00:00:00.000Z",
                  "last": {"event": "answered", "from": party, "to": party}} for number in range(count)]
        return json.dumps({"count": count, "calls": calls}).encode()

    async def end(self):
        if self.hass:
            await self.hass.async_stop(force=True)
        for name in list(self.processes):
            await self.stop(name)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--recordings", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check = Check(arguments.programs, arguments.recordings, pathlib.Path(folder))
        try:
            await check.run()
        except Failure as failure:
            print(failure, file=sys.stderr)
            for name in ("daemon", "pbx"):
                log = check.folder / f"{name}.log"
                if log.exists():
                    print(f"{name}:\n{log.read_text()[-3000:]}", file=sys.stderr)
            return 1
        finally:
            await check.end()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
