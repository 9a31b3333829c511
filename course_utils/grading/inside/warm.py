"""The warm process: it has imported torch, knows no secret, and forks a worker for every job.

    python -I warm.py COURSE FILE_DESCRIPTOR

A worker runs the learner's code. The warm process ends it with all that it started when the grader hangs up, forgets
its room, and tells the grader how it ended. All sockets come from the grader through the descriptor.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time

GRACE = 10.0  # seconds in which whatever a worker started must be gone


def main():
    """Import torch, put up the walls, then serve the grader until it closes the socket."""
    course, control = sys.argv[1], socket.socket(fileno=int(sys.argv[2]))
    sys.path.insert(0, course)
    from course_utils.grading.inside import frames, kernel, walls, worker

    settings = frames.receive(control)
    around = walls.Walls(settings)
    if around.move_out() and (inner := os.fork()):  # only a child of ours is in the new process space
        control.close()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xFF)
    around.stay_with_parent()
    worker.prepare(os.path.join(course, "course_utils", "checks"), settings.pop("science"))
    if walls.LINUX:
        kernel.onto_huge_pages()
    around.build()
    forget(course)
    frames.send(control, around.report())
    gc.collect()
    gc.freeze()  # a collection in a worker would touch, and so copy, every page it shares with us
    Nursery(around, worker.work, control).serve()
    around.leave()
    os._exit(0)


def forget(course: str):
    """Make the course unimportable: no path, no finder, no module of it by name."""
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != os.path.abspath(course)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in str(finder)]
    for name in [name for name in sys.modules if name.startswith(("course_utils", "__editable__"))]:
        del sys.modules[name]
    sys.path_importer_cache.clear()
    sys.argv[:] = [""]
    os.environ.pop("PWD", None)


class Nursery:
    """The workers that live, each with its process number, its room, and the socket to tell the grader through."""

    def __init__(self, around, work, control):
        self.around, self.work, self.control = around, work, control
        self.workers: dict[int, tuple] = {}  # {descriptor to watch: (process, room, life, its handle)}

    def serve(self):
        """Start a worker at every request, end one when the grader hangs up on it, until the grader is gone."""
        while True:
            patience = None if hasattr(os, "pidfd_open") else 0.02
            ready, _, _ = select.select([self.control, *self.workers], [], [], patience)
            if self.control in ready and not self.start():
                break
            for one in set(map(self.workers.get, self.workers if patience else ready)) - {None}:
                self.look_after(*one)
        for one in set(self.workers.values()):
            self.end(*one, None)

    def start(self) -> bool:
        """Fork one worker; False when the grader has closed the socket."""
        request, sockets, _, _ = socket.recv_fds(self.control, 1, 2)
        if not request:
            return False
        data, life = (socket.socket(fileno=number) for number in sockets)
        try:
            room = self.around.room()
            process = self.around.fork(room[1])
            if process == 0:
                self.work(self.around, data, room[0])  # never returns
        except OSError as error:
            tell(life, {"error": str(error)})
            return True
        finally:
            data.close()
        handle = os.pidfd_open(process) if hasattr(os, "pidfd_open") else life.fileno()
        self.workers[handle] = self.workers[life.fileno()] = (process, room, life, handle)
        return True

    def look_after(self, process: int, room: tuple, life, handle: int):
        """End a worker whose grader has hung up; take note of one that has ended by itself."""
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            self.end(process, room, life, handle, os.waitstatus_to_exitcode(status))
        elif life in select.select([life], [], [], 0)[0]:
            self.end(process, room, life, handle, None)

    def end(self, process: int, room: tuple, life, handle: int, ended: int | None):
        """Leave nothing of a worker; tell its exit status, a signal as a negative number, None if we ended it."""
        end_all(process, ended is None, not self.around.processes)
        self.around.leave_room(*room)
        for number in {life.fileno(), handle}:
            self.workers.pop(number, None)
        if handle != life.fileno():
            os.close(handle)
        tell(life, ended)


def tell(life, words):
    """Say something to the grader, who may have gone, and hang up."""
    with life, contextlib.suppress(OSError):
        life.sendall(json.dumps(words).encode())


def end_all(process: int, running: bool, orphans: bool):
    """Kill a worker and its session; and the orphans that came to us, where it had no process space of its own."""
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    if running:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    deadline = time.monotonic() + GRACE
    while orphans and time.monotonic() < deadline:
        for child in children():
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return


def children() -> list[int]:
    """The processes whose parent we are, as far as the system tells."""
    with contextlib.suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]
    return []


if __name__ == "__main__":
    main()
