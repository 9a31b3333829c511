"""Drive a hub as its learners' browsers do: its API, their servers' API, and the web sockets of their kernels."""

import json
import os
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import websocket

PATIENCE = 180  # seconds for a server to start


class Refused(Exception):
    """The hub or a server said no; `status` is HTTP's number."""

    def __init__(self, status, said):
        super().__init__(f"{status}: {said}")
        self.status = status


@dataclass
class Hub:
    """A hub at `url`, asked with a token: an instructor's service's, or a learner's."""

    url: str
    token: str

    def ask(self, method, path, content=None, base="/hub/api"):
        """Return what the hub (or what lies at `base`) answers, from JSON. Raises `Refused`."""
        return json.loads(self.read(method, base + path, content) or "null")

    def read(self, method, path, content=None):
        """Return the bytes that lie at a path of the hub's address. Raises `Refused`."""
        body = None if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read()[:300].decode(errors="replace")) from error

    def up(self, seconds=60):
        """Wait until the hub answers; raises the last refusal where it does not."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.ask("GET", "/")
            except (OSError, Refused):  # Refused: the proxy is there, the hub is not yet
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def learner(self, name):
        """Make the user `name` if missing; return a `Learner`, who has a token of their own and nothing else."""
        try:
            self.ask("POST", f"/users/{name}")
        except Refused as refused:
            if refused.status != 409:
                raise
        token = self.ask("POST", f"/users/{name}/tokens", {"note": "load"})["token"]
        return Learner(self.url, token, name)


@dataclass
class Learner(Hub):
    """One learner: starts their server, opens kernels on it, runs cells."""

    name: str = ""
    kernels: list = field(default_factory=list)

    def start(self):
        """Start the server and wait for it; returns the seconds that it took. Raises `Refused`, `TimeoutError`."""
        begin = time.monotonic()
        self.ask("POST", f"/users/{self.name}/server")
        while not self.ask("GET", f"/users/{self.name}")["servers"].get("", {}).get("ready"):
            if time.monotonic() > begin + PATIENCE:
                raise TimeoutError(f"the server of {self.name} did not start in {PATIENCE} s")
            time.sleep(0.3)
        return time.monotonic() - begin

    def server(self, method, path, content=None, owner=""):
        """Ask the API of the learner's own server, or, if it lets us, of `owner`'s."""
        return self.ask(method, path, content, base=f"/user/{owner or self.name}/api")

    def kernel(self, folder="my_work"):
        """Start a kernel in a folder of the learner's and return it."""
        made = self.server("POST", "/kernels", {"name": "python3", "path": f"{folder}/x.ipynb"})
        self.kernels.append(Kernel(self, made["id"]))
        return self.kernels[-1]


class Kernel:
    """One kernel, through the hub's proxy and its server's web socket."""

    def __init__(self, learner, identity):
        self.identity, self.session = identity, uuid.uuid4().hex
        address = f"{learner.url.replace('http', 'ws', 1)}/user/{learner.name}/api/kernels/{identity}/channels"
        self.socket = websocket.create_connection(
            f"{address}?session_id={self.session}", header=[f"Authorization: token {learner.token}"], timeout=60
        )

    def run(self, code, seconds=120):
        """Run code; return (what it printed and showed as text, the error's "name: message" or ""). Raises
        `TimeoutError`."""
        asked = self._send(
            "execute_request", {"code": code, "silent": False, "store_history": True, "stop_on_error": True}
        )
        text, error, deadline = [], "", time.monotonic() + seconds
        while True:
            self.socket.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                message = json.loads(text_of(self.socket.recv()))
            except websocket.WebSocketTimeoutException as late:
                raise TimeoutError(f"no answer within {seconds} s") from late
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in ("restarting", "dead"):
                return "".join(text), f"kernel {content['execution_state']}"
            if message["parent_header"].get("msg_id") != asked:
                continue
            text += [content["text"]] if kind == "stream" else []
            text += [content["data"].get("text/plain", "")] if kind in ("execute_result", "display_data") else []
            error = f"{content['ename']}: {content['evalue']}" if kind == "error" else error
            if kind == "status" and content["execution_state"] == "idle":
                return "".join(text), error

    def _send(self, kind, content):
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "version": "5.4",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps(message))
        return header["msg_id"]


def text_of(frame):
    """Return the JSON of a message; one with buffers (a panel's picture) begins with their number and offsets."""
    if isinstance(frame, str):
        return frame
    count = int.from_bytes(frame[:4], "big")
    offsets = [int.from_bytes(frame[4 * place : 4 * place + 4], "big") for place in range(1, count + 1)]
    return frame[offsets[0] : offsets[1] if count > 1 else None].decode()


def processes(name):
    """Return {process: its command} of a learner's: all that have the learner's name in their environment. Linux."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"JUPYTERHUB_USER={name}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
    return found


def memory(name):
    """Return (proportional, private) bytes of a learner's processes: what they share is divided among who shares it."""
    shared, own = 0, 0
    for number in processes(name):
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {words[0]: int(words[1]) << 10 for line in lines if len(words := line.split()) == 3}
        shared += sizes["Pss:"]
        own += sizes["Private_Clean:"] + sizes["Private_Dirty:"]
    return shared, own


def cpu_seconds(name):
    """Return the seconds of processor that a learner's processes have used."""
    ticks = 0
    for number in processes(name):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
