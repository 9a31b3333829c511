"""Seconds to the wall of `make demo`, to its first panel that a hand can move, and a hundred phones that vote at once.

python -m tools.bench_classroom
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from course_utils.classroom.phones import Phones
from course_utils.classroom.talk import Talk
from tools.files import COURSE

VOTERS = 100
VOTE, PANEL = 2, 1  # screens of chapter 4


@dataclass(frozen=True)
class Crowd:
    """What became of a crowd's votes: the counts, who was refused, and the seconds of every vote."""

    counts: list[int]
    refused: int
    seconds: list[float]

    @property
    def p95(self) -> float:
        """The 95th percentile of the seconds."""
        return sorted(self.seconds)[round(0.95 * len(self.seconds)) - 1]


@dataclass(frozen=True)
class Demo:
    """Seconds from the command."""

    page: float  # until the page is sent
    live: float  # until the first panel has controls


async def crowd(voters: int = VOTERS, options: int = 3) -> Crowd:
    """`voters` devices come in and vote at once, each first for option 0, then for its own number modulo `options`."""
    talk = Talk(4)
    talk.go(VOTE)
    phones = Phones(talk)
    port = int(phones.open("127.0.0.1").rpartition(":")[2])

    async def voter(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        _, head = await post(reader, writer, "/come-in", {"code": phones.code.lower()})
        cookie, codes, seconds = re.search(r"Set-Cookie: ([^;]+)", head)[1], [], []
        for option in (0, number % options):
            begin = time.perf_counter()
            code, _ = await post(reader, writer, "/vote", {"key": talk.screen.predict, "option": option}, cookie)
            seconds.append(time.perf_counter() - begin)
            codes.append(code)
        writer.close()
        return codes, seconds

    try:
        done = await asyncio.gather(*map(voter, range(voters)))
    finally:
        phones.close()
    counts = talk.votes[talk.screen.predict].counts
    refused = sum(code != 200 for codes, _ in done for code in codes)
    return Crowd(counts, refused, [each for _, both in done for each in both])


async def post(reader, writer, path: str, content: dict, cookie: str = "") -> tuple[int, str]:
    """Send JSON over an open connection, as a phone's browser does; return the status and the head of the answer."""
    body = json.dumps(content)
    lines = [f"POST {path} HTTP/1.1", "Host: wall", f"Cookie: {cookie}", f"Content-Length: {len(body)}", "", body]
    writer.write("\r\n".join(lines).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    if length := re.search(r"Content-Length: (\d+)", head):
        await reader.readexactly(int(length[1]))
    return int(head.split()[1]), head


@contextmanager
def demo(chapter: int = 4):
    """`make demo` without a browser, and the addresses of its two windows."""
    command = [sys.executable, "-m", "course_utils.classroom", str(chapter), "--no-browser"]
    process = subprocess.Popen(command, cwd=COURSE, stdout=subprocess.PIPE, text=True)
    try:
        yield process, *(process.stdout.readline().split()[-1] for _ in range(2))
    finally:
        process.terminate()
        process.wait(20)


async def measure() -> Demo:
    """Start the demo of chapter 4, go to its first panel, and wait until that is live."""
    begin = time.perf_counter()
    with demo() as (_, wall, _):
        await AsyncHTTPClient().fetch(wall)
        page = time.perf_counter() - begin
        socket = await websocket_connect(wall.replace("http", "ws").replace("/?", "/follow?"))
        await socket.write_message(json.dumps({"go": PANEL}))
        while not (state := json.loads(await socket.read_message()))["panel"] or not state["panel"]["live"]:
            pass
        live = time.perf_counter() - begin
        socket.close()
    return Demo(page, live)


if __name__ == "__main__":
    found, voted = asyncio.run(measure()), asyncio.run(crowd())
    print(f"page {found.page:.1f} s, first panel live {found.live:.1f} s; {VOTERS} votes p95 {1000 * voted.p95:.0f} ms")
