"""AMI, as much as the lab needs: log in, send actions, follow events, keep the bytes as they came."""

import asyncio
import itertools
from collections.abc import Callable

class AMIError(Exception):
    """The PBX refused an action, or went away."""


def parse(block: bytes) -> dict[str, str]:
    """One message without its empty line. A repeated header (`Output` of a command) is one value of many lines."""
    message: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            value = value.removeprefix(" ")
            message[name] = f"{message[name]}\n{value}" if name in message else value
    return message


class Connection:
    """One AMI session. `on_event` gets every event as a dict; `tee` every byte as it arrived."""

    def __init__(self, on_event: Callable[[dict], None] | None = None, tee: Callable[[bytes], None] | None = None):
        self._on_event = on_event
        self._tee = tee
        self._replies: dict[str, asyncio.Future] = {}
        self._lists: dict[str, tuple[list[dict], asyncio.Future]] = {}
        self._numbers = itertools.count(1)
        self._reader_task: asyncio.Task | None = None
        self.closed = asyncio.Event()

    @classmethod
    async def open(cls, port: int, user: str, secret: str, *, plain_login: bool = False, **handlers) -> "Connection":
        """Connects and logs in. With `plain_login` the login carries no ActionID, so the response has none."""
        self = cls(**handlers)
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        banner = await self._reader.readline()
        if self._tee:
            self._tee(banner)
        if plain_login:
            reply = asyncio.get_running_loop().create_future()
            self._replies[""] = reply
            self._write({"Action": "Login", "Username": user, "Secret": secret})
            self._reader_task = asyncio.create_task(self._read())
            answer = await asyncio.wait_for(reply, 10)
        else:
            self._reader_task = asyncio.create_task(self._read())
            answer = await self.action("Login", check=False, Username=user, Secret=secret)
        if answer.get("Response") != "Success":
            await self.close()
            raise AMIError(answer.get("Message", "no login"))
        return self

    async def action(self, action: str, *, check: bool = True, variables: dict | None = None, **headers) -> dict:
        """Sends an action and returns its response; raises AMIError on `Response: Error` unless told not to."""
        number = f"lab-{next(self._numbers)}"
        reply = asyncio.get_running_loop().create_future()
        self._replies[number] = reply
        self._write({"Action": action, "ActionID": number, **headers}, variables or {})
        answer = await asyncio.wait_for(reply, 15)
        if check and answer.get("Response") == "Error":
            raise AMIError(f"{action}: {answer.get('Message')}")
        return answer

    async def list(self, action: str, **headers) -> list[dict]:
        """What the PBX answers an action with in a list, without the event that ends it; nothing where it refuses or is not able to."""
        number = f"lab-{next(self._numbers)}"
        reply, over = asyncio.get_running_loop().create_future(), asyncio.get_running_loop().create_future()
        self._replies[number], self._lists[number] = reply, ([], over)
        # where the action itself fails, nobody waits for the end of its list
        over.add_done_callback(lambda future: future.cancelled() or future.exception())
        try:
            self._write({"Action": action, "ActionID": number, **headers})
            answer = await asyncio.wait_for(reply, 15)
            if answer.get("Response") != "Success":
                return []
            return await asyncio.wait_for(over, 60)
        finally:
            del self._lists[number]

    async def set(self, name: str, value: str, channel: str | None = None) -> None:
        """Sets a variable of a channel, or a global one."""
        where = {"Channel": channel} if channel else {}
        await self.action("Setvar", Variable=name, Value=value, **where)

    async def get(self, name: str, channel: str | None = None) -> str:
        """A variable or function of a channel, or a global variable; empty if there is none."""
        where = {"Channel": channel} if channel else {}
        answer = await self.action("Getvar", check=False, Variable=name, **where)
        return answer.get("Value", "")

    async def close(self) -> None:
        if self._reader_task:
            self._reader_task.cancel()
        self._writer.close()

    def _write(self, headers: dict, variables: dict = {}) -> None:
        lines = [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Variable: {name}={value}" for name, value in variables.items()]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def _read(self) -> None:
        pending = b""
        try:
            while chunk := await self._reader.read(1 << 16):
                if self._tee:
                    self._tee(chunk)
                pending += chunk
                *blocks, pending = pending.split(b"\r\n\r\n")
                for block in blocks:
                    self._take(parse(block))
        except (ConnectionError, OSError):
            pass
        finally:
            self.closed.set()
            for reply in [*self._replies.values(), *(over for _, over in self._lists.values())]:
                if not reply.done():
                    reply.set_exception(AMIError("the PBX closed the connection"))

    def _take(self, message: dict) -> None:
        if "Response" in message and "Event" not in message:          # OriginateResponse has both
            reply = self._replies.pop(message.get("ActionID", ""), None)
            if reply and not reply.done():
                reply.set_result(message)
        elif (listed := self._lists.get(message.get("ActionID", ""))) is not None:
            items, over = listed
            if message.get("EventList") == "Complete":
                over.done() or over.set_result(items)
            else:
                items.append(message)
        elif self._on_event:
            self._on_event(message)
