"""The grader's side of the walls: start the warm process, open one worker an exercise, talk to it in plain data."""

import math
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.grading.bounds import lifted
from course_utils.grading.channel import Ended, SandboxError, Worker, wait_for
from course_utils.grading.inside import frames
from course_utils.grading.isolation import COURSE, bubblewrap, libraries, packages_of_the_course, science

WARM = Path(__file__).parent / "inside" / "warm.py"
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ENVIRONMENT = THREADS | {
    "PIP_NO_INDEX": "1",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "CUDA_VISIBLE_DEVICES": "",
    "MPLBACKEND": "agg",
}
START_SECONDS, BEGIN_SECONDS, STOP_SECONDS = 120, 30, 70
MANY_FILES = 3000  # more than a worker's own folder in memory can hold
TRIES = 3  # of a worker that ends before it has begun: that is the machine's fault


@dataclass(frozen=True)
class Limits:
    """What one exercise of one learner may use."""

    seconds: float = 6.0  # of all calls of one check together, and of one cell
    memory_bytes: int = 1 << 30
    file_bytes: int = 16 << 20

    @property
    def wall_seconds(self) -> float:
        """How long the grader itself waits for one check."""
        return 1.5 * self.seconds + 1

    @property
    def judging_seconds(self) -> float:
        """How long one check may take with the comparing, which is the grader's own work."""
        return self.wall_seconds + 10

    @property
    def cells_seconds(self) -> float:
        """How long the cells of one notebook may take together, checks aside."""
        return 5 * self.seconds

    @property
    def learner_seconds(self) -> float:
        """When to begin nothing more for one learner, for each chapter handed in."""
        return 20 * self.seconds


@dataclass
class Sandbox:
    """The warm process and what is known of its walls. Use it with `with`."""

    limits: Limits = field(default_factory=Limits)
    hidden: list[str] = field(default_factory=list)
    own_root: bool = True
    walls: dict = field(default_factory=dict)
    spare: Worker | None = None
    ending: list = field(default_factory=list)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Start the warm process; where no root folder of its own was granted, once more inside bubblewrap."""
        self._start()
        if self.own_root and self.walls["files"] != "own root" and (wrapped := bubblewrap()):
            refused = self.walls["refused"]
            self.stop()
            try:
                self._start(wrapped, "bubblewrap")
            except SandboxError:
                self._start()
            self.walls["refused"] = refused
        found = self.probe()
        self.walls |= found | {"files": self.walls["files"], "inodes": found["files"] < MANY_FILES}

    def _start(self, prefix: list[str] = (), files: str = ""):
        self.again_with = prefix, files
        ours, theirs = socket.socketpair()
        with theirs:
            command = [*prefix, sys.executable, "-I", str(WARM), str(COURSE), str(theirs.fileno())]
            with lifted():
                self.process = subprocess.Popen(
                    command, env=ENVIRONMENT, cwd="/", pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
                )  # fmt: skip
        self.control = ours
        try:
            frames.send(ours, self._settings(files), START_SECONDS)
            self.walls = frames.receive(ours, START_SECONDS)
        except (OSError, EOFError, frames.FrameError) as error:
            self.process.kill()
            said = self.process.communicate()[1].decode(errors="replace").strip().split("\n")[-1]
            raise SandboxError(f"The sandbox did not start ({said or type(error).__name__}).") from error

    def _settings(self, files: str) -> dict:
        return {
            "libraries": libraries(),
            "extra_paths": libraries()[2:],
            "hidden": [str(COURSE), *packages_of_the_course(), *self.hidden],
            "own_root": self.own_root and not files,
            "files": files,
            "cpu_seconds": math.ceil(self.limits.learner_seconds),
            "memory_bytes": self.limits.memory_bytes,
            "file_bytes": self.limits.file_bytes,
            "science": science(),
        }

    def stop(self):
        """End the warm process and with it everything it started."""
        if self.spare:
            self.spare.close()
            self.spare = None
        wait_for(self.ending, 0)
        self.control.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

    def again(self):
        """Start the warm process anew, after the machine has failed us."""
        probed = self.walls
        self.stop()
        self._start(*self.again_with)
        self.walls = probed | {name: self.walls[name] for name in ("boxes", "mark")}

    def open(self) -> Worker:
        """A fresh process for one job. Where each has its own process space, the next one is forked meanwhile."""
        worker, self.spare = self.spare or self._forked(), None
        if self.walls["processes"]:
            self.spare = self._forked()
        worker.begin(BEGIN_SECONDS)
        return worker

    def begun(self, job: dict) -> Worker:
        """A worker that has taken its job. Until then no learner's code runs in it: one that ends is replaced.

        Raises SandboxError after the last of `TRIES`.
        """
        for _ in range(TRIES):
            worker = self.open()
            try:
                first = worker.ask(job)
                if first == {"begun": True}:
                    worker.begin(self.limits.wall_seconds)
                    return worker
            except (Ended, TimeoutError, frames.FrameError) as error:
                first = f"{type(error).__name__}: {error}"
            worker.close()
        raise SandboxError(f"A process behind the walls did not begin ({first}).")

    def _forked(self) -> Worker:
        """A new worker; the warm process is started again if somebody managed to end it."""
        for attempt in (1, 2):
            data, life = socket.socketpair(), socket.socketpair()
            with data[1], life[1]:
                try:
                    self.control.settimeout(10)
                    socket.send_fds(self.control, [b"+"], [data[1].fileno(), life[1].fileno()])
                    return Worker(data[0], life[0], self.ending if self.walls["processes"] else None)
                except OSError:
                    if attempt == 2:
                        raise SandboxError("The sandbox ends whenever it is asked for a worker.") from None
                    self.again()

    def read(self, content: bytes) -> list[dict] | str:
        """The cells of a notebook's file, or a sentence why it cannot be read."""
        with self.begun({"kind": "read", "content": content}) as worker:
            try:
                reply = worker.hear()
            except (Ended, TimeoutError, frames.FrameError):
                return "Reading it took too much time or memory."
        return reply.get("unreadable") or reply["cells"]

    def probe(self) -> dict:
        """What code behind the walls could do in a trial just now; raises SandboxError where torch fails there."""
        job = {
            "kind": "probe",
            "files": MANY_FILES,
            "bytes": 2 * self.limits.memory_bytes,
            "file": str(COURSE / "course_utils" / "checks" / "check.py"),
        }
        with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", 0))
            udp.setblocking(False)
            job |= {"ports": [tcp.getsockname()[1], udp.getsockname()[1]], "writable": str(Path.home())}
            with self.begun(job) as worker:
                worker.begin(START_SECONDS)
                try:
                    found = worker.hear()
                except (Ended, TimeoutError, frames.FrameError) as error:
                    found = {"error": f"{type(error).__name__}: {error}"}
            with suppress(BlockingIOError):
                found["network"] = bool(udp.recv(10)) or found["network"]
        if "error" in found:
            raise SandboxError(f"torch does not work in the sandbox ({found['error']}).")
        return found
