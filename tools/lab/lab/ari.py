"""ARI, as much as the lab needs: one application that takes the calls that the dialplan hands over by Stasis().

`Stasis(lab,VERB,ARGUMENT)` says what is to become of a call:

    dial 22        create a channel to phone 22, dial it for the caller, answer him when it answers, connect both
    originate 22   the same by Originate with an originator: the new channel belongs to the caller's call
    alone 22       the same without an originator: the new channel is a call of its own until the two are connected
    play           answer, play something, hang up
    continue 23    answer, then go on at extension 23 of the dialplan
    media          answer, connect the caller with a media channel (UnicastRTP), as a speech bot does
    pair KEY       answer; whoever comes second with the same KEY is connected with the first
"""

import asyncio
import base64
import http.client
import json
import os
import struct
from urllib.parse import urlencode

APP, USER, SECRET = "lab", "lab", "lab"


class Application:
    """Listens for the application's events and does what each call asks for."""

    def __init__(self, port: int):
        self._port = port
        self._pairs: dict[str, str] = {}            # key -> the channel that waits
        self._bridges: dict[str, list[str]] = {}    # bridge -> the channels that end together
        self._callers: dict[str, str] = {}          # channel that is dialled for a caller -> the caller
        self._originated: dict[str, str] = {}       # the same of those that come by themselves when they answer
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> "Application":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        key = base64.b64encode(os.urandom(16)).decode()
        query = urlencode({"app": APP, "api_key": f"{USER}:{SECRET}"})
        self._writer.write((f"GET /ari/events?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ari\r\n\r\n").encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            raise ConnectionError(f"ARI: {answer.decode(errors='replace').splitlines()[0]}")
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_) -> None:
        self._listening.cancel()
        self._send(8, struct.pack("!H", 1000))
        self._writer.close()
        for task in self._tasks:
            task.cancel()

    async def request(self, method: str, path: str, check: bool = True, **query) -> dict:
        """One request; its answer's JSON, or nothing where it has none."""
        return await asyncio.to_thread(self._request, method, path, query, check)

    def _request(self, method: str, path: str, query: dict, check: bool) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        secret = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        connection.request(method, f"/ari/{path}?{urlencode(query)}", headers={"Authorization": f"Basic {secret}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status >= 400 and check:
            raise ConnectionError(f"ARI: {method} {path}: {answer.status} {body.decode(errors='replace')[:200]}")
        return json.loads(body) if body and answer.status < 400 else {}

    async def _listen(self) -> None:
        try:
            while True:
                opcode, body = await self._frame()
                if opcode == 8:
                    return
                if opcode == 9:
                    self._send(10, body)
                elif opcode == 1:
                    self._take(json.loads(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            return          # the PBX was stopped, as a scenario may want it

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self._reader.readexactly(2)
        if length == 126:
            length = struct.unpack("!H", await self._reader.readexactly(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", await self._reader.readexactly(8))[0]
        return first & 15, await self._reader.readexactly(length)

    def _send(self, opcode: int, body: bytes) -> None:
        mask = os.urandom(4)
        self._writer.write(bytes([0x80 | opcode, 0x80 | len(body)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(body)))

    def _take(self, event: dict) -> None:
        match event["type"]:
            case "StasisStart":
                self._do(self._start(event["channel"]["id"], event.get("args", [])))
            case "StasisEnd" | "ChannelDestroyed":
                self._do(self._ended(event["channel"]["id"]))
            case "ChannelStateChange" if event["channel"]["state"] == "Up" and event["channel"]["id"] in self._callers:
                callee = event["channel"]["id"]
                self._do(self._connect(self._callers.pop(callee), callee))

    def _do(self, work) -> None:
        async def guarded():
            try:
                await work
            except ConnectionError:
                pass          # who hung up in the meantime is no fault
        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self, channel: str, arguments: list[str]) -> None:
        verb, what = (arguments + ["", ""])[:2]
        match verb:
            case "dial":
                await self.request("POST", f"channels/{channel}/ring")
                callee = await self.request("POST", "channels/create", endpoint=f"PJSIP/{what}", app=APP, appArgs="called", originator=channel)
                self._callers[callee["id"]] = channel
                await self._dial(callee["id"], channel)
            case "originate" | "alone":
                more = {"originator": channel} if verb == "originate" else {}
                callee = await self.request("POST", "channels", endpoint=f"PJSIP/{what}", app=APP, appArgs=f"called,{channel}", timeout=8, **more)
                self._originated[callee["id"]] = channel
            case "called" if what:
                self._originated.pop(channel, None)
                await self._connect(what, channel)
            case "play":
                await self.request("POST", f"channels/{channel}/answer")
                await self.request("POST", f"channels/{channel}/play", media="sound:beep")
                await asyncio.sleep(2)
                await self.request("DELETE", f"channels/{channel}", check=False)
            case "continue":
                await self.request("POST", f"channels/{channel}/answer")
                await asyncio.sleep(1)
                await self.request("POST", f"channels/{channel}/continue", context="internal", extension=what, priority=1)
            case "media":
                await self.request("POST", f"channels/{channel}/answer")
                media = await self.request("POST", "channels/externalMedia", app=APP, external_host="127.0.0.1:9", format="ulaw")
                await self._together([channel, media["id"]])
            case "pair":
                await self.request("POST", f"channels/{channel}/answer")
                if first := self._pairs.pop(what, None):
                    await self._together([first, channel])
                else:
                    self._pairs[what] = channel

    async def _dial(self, callee: str, caller: str) -> None:
        """Dials a channel as soon as it is the application's: Asterisk says that it is created a moment before."""
        for attempt in range(20):
            try:
                return await self.request("POST", f"channels/{callee}/dial", caller=caller, timeout=8)
            except ConnectionError:
                if attempt == 19:
                    raise
                await asyncio.sleep(0.05)

    async def _connect(self, caller: str, callee: str) -> None:
        await self._together([caller, callee], answer=caller)

    async def _together(self, channels: list[str], answer: str = "") -> None:
        bridge = (await self.request("POST", "bridges", type="mixing"))["id"]
        self._bridges[bridge] = channels
        if answer:
            await self.request("POST", f"channels/{answer}/answer")
        await self.request("POST", f"bridges/{bridge}/addChannel", channel=",".join(channels))

    async def _ended(self, channel: str) -> None:
        """Whoever was with it, or rang for it, ends with it."""
        others = []
        for waiting in (self._callers, self._originated):
            others += [callee for callee, caller in waiting.items() if caller == channel]
            if caller := waiting.pop(channel, None):
                others.append(caller)
            for callee in others:
                waiting.pop(callee, None)
        for bridge, members in list(self._bridges.items()):
            if channel in members:
                del self._bridges[bridge]
                others += [each for each in members if each != channel]
                await self.request("DELETE", f"bridges/{bridge}", check=False)
        self._pairs = {key: each for key, each in self._pairs.items() if each != channel}
        for other in others:
            await self.request("DELETE", f"channels/{other}", check=False)
