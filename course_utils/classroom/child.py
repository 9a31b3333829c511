"""A process that answers lines of JSON with lines of JSON, and its replacement, which stands by already warm."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

LONGEST = 64 * 2**20  # bytes of a line: a picture is some 200 kB


async def started(module: str, *arguments: str) -> Process:
    """Python on a module of the course, one thread each, with its errors where this process has them."""
    environment = os.environ | {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"), "COURSE_PROGRESS": ""}
    command = [sys.executable, "-m", module, *arguments]
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=environment, limit=LONGEST)


async def lines(process: Process) -> AsyncIterator[dict[str, Any]]:
    """What a process says, until it ends."""
    while line := await process.stdout.readline():
        yield json.loads(line)


async def ended(process: Process | None) -> None:
    """End a process, and wait for that."""
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Worker:
    """A process that draws, and one that stands by. Where the first dies, the second has imported everything.

    The second is started when the first has answered once: until then both cores are for the first picture.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = (module, *arguments)
        self._now: asyncio.Task | None = None
        self._spare: asyncio.Task | None = None
        self.process: Process | None = None
        self._born: list[Process] = []
        self._closing = False
        self.deaths = 0

    def start(self) -> None:
        """Begin to start the first process."""
        self._now = asyncio.create_task(self._warm())

    async def ask(self, order: dict[str, Any], seconds: float = 60) -> dict[str, Any]:
        """The answer to an order. Raises `ConnectionError` where the process dies or is silent: ask again."""
        self.process = process = await self._ready()
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
            line = await asyncio.wait_for(process.stdout.readline(), seconds)
            if not line:
                raise ConnectionError("The process that draws has ended.")
            self._stand_by()
            return json.loads(line)
        except (OSError, TimeoutError) as error:
            await ended(process)
            self._replace()
            raise ConnectionError(str(error)) from error

    async def _ready(self) -> Process:
        """The first process, once it has imported everything."""
        try:
            return await asyncio.shield(self._now)
        except (OSError, ConnectionError) as error:
            self._replace()
            raise ConnectionError(str(error)) from error

    def _replace(self) -> None:
        self.deaths += 1
        self._stand_by()
        self._now, self._spare = self._spare, None

    async def close(self) -> None:
        """End both processes, one that is being started too."""
        self._closing = True
        await ended(self.process)
        for task in filter(None, (self._now, self._spare)):
            await asyncio.gather(*map(ended, self._born))
            with contextlib.suppress(OSError, ConnectionError, asyncio.CancelledError):
                await task

    def _stand_by(self) -> None:
        if self._spare is None:
            self._spare = asyncio.create_task(self._warm())

    async def _warm(self) -> Process:
        process = await started(*self._command)
        self._born = [one for one in self._born if one.returncode is None] + [process]
        if self._closing:
            await ended(process)
        if not await process.stdout.readline():
            await ended(process)
            raise ConnectionError("The process that draws does not start.")
        return process
