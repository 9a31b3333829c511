"""The page on which a person reads prose: the rubric beside each answer, points ticked and kept as one goes.

    python -m course_utils.grading.reading grades

Served on this machine alone, to whoever has the token in the address; a learner's words are text there, never a page.
"""

import argparse
import csv
import hmac
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from course_utils.checks import EXERCISES
from course_utils.grading.essay_page import whole_page
from course_utils.grading.results import Graded, Result
from course_utils.grading.store import Store, as_csv, as_named, survives

COLUMNS = ("learner", "exercise", "points", "comment", "ticked")
LARGEST = 100_000  # bytes of one message from the page


class Desk:
    """The essays of a graded folder, and what their reader has given so far, in `read.csv`."""

    def __init__(self, folder: Path):
        self.store, self.lock = Store(folder), Lock()
        self.essays: dict[tuple[str, str], Result] = {}
        for one in map(self._kept, sorted(self.store.kept.glob("*.json"))):
            for result in one.results if one else ():
                if EXERCISES[result.exercise].by_hand and result.source and result.status != "not attempted":
                    self.essays[one.learner, result.exercise] = result
        self.read: dict[tuple[str, str], dict] = {}
        if self.store.read_by_you.is_file():
            with open(self.store.read_by_you, newline="", encoding="utf-8-sig") as file:
                for row in csv.DictReader(file):
                    row |= {name: as_named(row[name] or "") for name in ("learner", "comment")}
                    self.read[row["learner"], row["exercise"]] = row

    def _kept(self, path: Path) -> Graded | None:
        try:
            return Graded.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, message: dict):
        """Keep points, comment and ticks of an answer; raises ValueError, KeyError or TypeError for what makes none."""
        key = str(message["learner"]), str(message["exercise"])
        essay, points = self.essays[key], str(message["points"]).strip()
        if not survives(key[0]):
            raise ValueError("no table holds this folder's name as it is: rename it, and grade again")
        if points and not 0 <= float(points) <= essay.maximum:
            raise ValueError(f"points from 0 to {essay.maximum:g}")
        ticked = " ".join(str(int(number)) for number in message["ticked"])
        with self.lock:
            row = dict(zip(COLUMNS, (*key, points, str(message["comment"])[:10_000], ticked), strict=True))
            self.read[key] = row
            rows = [[row[name] for name in COLUMNS] for _, row in sorted(self.read.items())]
            self.store.write(self.store.read_by_you, as_csv([COLUMNS, *rows]))


class Page(BaseHTTPRequestHandler):
    """Answers the reader's browser; nobody else knows the token, and no other site may ask in their name."""

    desk: Desk
    token: str

    def do_GET(self):
        """The page itself."""
        if self._is_allowed(parse_qs(urlsplit(self.path).query).get("token", [""])[0]):
            nonce = secrets.token_urlsafe(12)
            self._send(200, whole_page(self.desk.essays, self.desk.read, nonce), "text/html; charset=utf-8", nonce)

    def do_POST(self):
        """Points for one answer: kept, or refused with the reason."""
        if not self._is_allowed(self.headers.get("X-Token", "")):
            return
        try:
            size = int(self.headers.get("Content-Length", "0"))
            if not 0 <= size <= LARGEST:
                raise ValueError("too long")
            self.desk.keep(json.loads(self.rfile.read(size)))
            self._send(200, "kept")
        except (ValueError, KeyError, TypeError) as error:
            self._send(400, f"not kept: {error}")
        except OSError as error:
            self._send(500, f"not kept: {error.strerror}")

    def _is_allowed(self, token: str) -> bool:
        host = self.headers.get("Host", "").rpartition(":")[0]
        if host in ("127.0.0.1", "localhost") and hmac.compare_digest(token.encode(), self.token.encode()):
            return True
        self._send(403, "The address with its token stands in the terminal.")
        return False

    def _send(self, status: int, text: str, kind: str = "text/plain; charset=utf-8", nonce: str = ""):
        body, source = text.encode("utf-8", "replace"), f"'nonce-{nonce}'" if nonce else "'none'"
        self.send_response(status)
        policy = f"default-src 'none'; style-src {source}; script-src {source}; connect-src 'self'; base-uri 'none'"
        for name, value in (
            ("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", policy),
            ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
            ("X-Frame-Options", "DENY"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The terminal stays quiet: addresses hold the token."""


def serving(folder: Path, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """A server on the loopback address, and the address with its token."""
    token = secrets.token_urlsafe(24)
    page = type("PageOfOneRun", (Page,), {"desk": Desk(folder), "token": token})
    server = ThreadingHTTPServer(("127.0.0.1", port), page)
    return server, f"http://127.0.0.1:{server.server_port}/?token={token}"


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.grading.reading", description=__doc__)
    parser.add_argument(
        "output", type=Path, nargs="?", default=Path("grades"), help="what `make grade` wrote (grades/)"
    )
    parser.add_argument("--port", type=int, default=0, help="of the loopback address (any)")
    options = parser.parse_args(arguments)
    if not (options.output / ".graded").is_dir():
        print(f"{options.output} holds nothing that was graded: make grade comes first.", file=sys.stderr)
        return 1
    server, address = serving(options.output, options.port)
    with server:
        print(f"Answers to read: {len(server.RequestHandlerClass.desk.essays)}. Open {address}")
        print(
            "Ctrl-C ends it. Points are kept as you give them; make grade then puts them into the tables.", flush=True
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
