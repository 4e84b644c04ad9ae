"""A TCP connection's way through us, which can be cut, fall silent or become slow."""

import asyncio
import contextlib


class Line:
    """Where others connect to, and what they say is passed on to a port of this machine and back."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1"):
        """Takes connections at `host`, an address of this machine, and passes them on to `port` of it."""
        self.aim(port)
        self.host = host
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self.delay = 0.0          # seconds that everything is late

    def aim(self, port: int) -> None:
        """Where to pass it on to."""
        self._target = port

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass, self.host, getattr(self, "port", 0))
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Ends all connections; new ones are refused until `open`."""
        self._server.close()
        self._abort()

    def fall_silent(self) -> None:
        """Nothing comes through any more, and nobody is told: connections stay, and new ones are taken."""
        self._flows.clear()

    def speak(self, forget: bool) -> None:
        """Passes on again what is said; `forget`: what was said meanwhile is gone, and so are the connections."""
        if forget:
            self._abort()
        self._flows.set()

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        await asyncio.gather(self._copy(reader, back), self._copy(there, writer))
        self._writers -= {writer, back}

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(1 << 16):
                await self._flows.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(chunk)
                await writer.drain()
        writer.close()
