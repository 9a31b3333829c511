"""Put a chapter on the wall, until Ctrl-C.

python -m course_utils.classroom 4
python -m course_utils.classroom 4 --list           the screens with their minutes, as a table
python -m course_utils.classroom 4 --port 9000 --minutes 20 --no-browser
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import webbrowser

from course_utils.classroom.preparing import file_of, there
from course_utils.classroom.screens import listed
from course_utils.classroom.talk import Talk


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, and do what it says."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.splitlines()[0])
    parser.add_argument("chapter", type=int, choices=range(1, 6), help="the chapter, 1 to 5")
    parser.add_argument("--list", action="store_true", help="print the screens with their minutes, and end")
    parser.add_argument("--port", type=int, default=0, help="the port on this machine; any free one unless named")
    parser.add_argument("--address", default="", help="the address that votes from phones are to use, once opened")
    parser.add_argument("--minutes", type=float, help="how long the talk may take; else all its screens")
    parser.add_argument("--no-browser", action="store_true", help="open no window, only print the addresses")
    given = parser.parse_args(arguments)
    if given.list:
        print(listed(given.chapter))
        return
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(given))


async def serve(given: argparse.Namespace) -> None:
    """Serve the talk on loopback until the process is asked to end."""
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets

    from course_utils.classroom.server import LOOPBACK, House, application

    house = House(Talk(given.chapter, minutes=given.minutes), given.address)
    house.studio.start()
    try:
        sockets = bind_sockets(given.port, LOOPBACK)
    except OSError:
        await house.studio.close()
        sys.exit(f"Port {given.port} is taken: name another one, DEMO='--port 9001', or none.")
    server = HTTPServer(application(house))
    server.add_sockets(sockets)
    wall = f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}"
    print(f"The wall:       {wall}/?token={house.token}")
    print(f"For who speaks: {wall}/instructor?token={house.token}")
    print("Keys: → and ← (or a clicker), I for the second window, ? for the others. Ctrl-C ends it.")
    print(*missing(house.talk), sep="", end="", flush=True)
    if not given.no_browser and _display():
        webbrowser.open(f"{wall}/?token={house.token}")
    await _asked_to_end()
    house.phones.close()
    server.stop()
    await house.studio.close()


def missing(talk: Talk) -> list[str]:
    """A sentence for each preparation that is not kept yet: the talk may begin, and these come behind it."""
    lesson, preparations = talk.lesson, talk.chapter.preparations.items()
    late = [each for name, each in preparations if not there(file_of(lesson, name, each))]
    return [f"{each.words}, about {each.seconds} s, this once: go ahead.\n" for each in late]


async def _asked_to_end() -> None:
    asked = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


def _display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
