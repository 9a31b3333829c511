"""The worker: one exercise of one learner, run inside the walls. It answers calls until it is ended."""

import contextlib
import os
import signal
import socket
import tempfile

import numpy  # noqa: F401  (imported once, here, so that forking costs milliseconds)
import torch

from course_utils.grading.inside import code, frames, notebook

OURS = {}  # the course's answer.py and adapters.py, loaded by themselves


def prepare(checks: str, sources: dict):
    """Load what runs beside an answer, and what torch itself loads late, before the walls close."""
    for name in ("answer", "adapters"):
        OURS[name] = code.load(os.path.join(checks, f"{name}.py"), f"grading_{name}")
    torch.set_num_threads(1)
    notebook.prepare(sources)
    warm_up()


def warm_up():
    """Use once what torch imports on first use: `torch.func` alone takes seconds, and every worker would pay them."""
    OURS["answer"].warm_up()
    torch.nn.Conv2d(1, 1, 2)(torch.ones(1, 1, 3, 3)).sum().backward()


def work(around, data, room: str):
    """Shut the door, then do the one job that the grader sends."""
    try:
        keep_only(data.fileno())
        os.environ.update(HOME=room, TMPDIR=room)
        tempfile.tempdir = room
        around.close_in(room)
        torch.set_num_threads(1)
        job = frames.receive(data)
        frames.send(data, {"begun": True})
        {"read": read, "run": run, "answer": answer, "probe": probe}[job["kind"]](data, job, around)
    except (EOFError, BrokenPipeError, ConnectionError):
        pass
    except Exception as error:  # ours: a learner's are caught where they are called
        with contextlib.suppress(OSError):
            frames.send(data, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def keep_only(descriptor: int):
    """Close every other file; what is printed goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, 1024)


def read(data, job, _):
    """A notebook's cells, from the bytes of its file."""
    try:
        frames.send(data, {"cells": code.cells_of(job["content"])})
    except (code.Unreadable, MemoryError, frames.FrameError) as error:
        frames.send(data, {"unreadable": str(error)})


def run(data, job, _):
    """A whole notebook, with a fork at each check."""
    notebook.run(data, job, OURS, serve)


def answer(data, job, _):
    """Define one answer by itself, then serve it."""
    try:
        called, dropped = defined(job)
    except OURS["answer"].Trouble as found:
        called, dropped = found, []
    frames.send(data, {"left_out": dropped})
    serve(data, called)


def serve(data, called):
    """Call an answer with whatever inputs come, and send what it returns, until no more inputs come."""
    trouble = OURS["answer"].Trouble
    while type(inputs := frames.receive(data)) is tuple:
        try:
            if isinstance(called, Exception):
                raise called
            reply = frames.encode({"value": called(*inputs)})
        except trouble as found:
            reply = frames.encode({"trouble": [found.status, found.message]})
        except (frames.FrameError, ValueError) as error:
            reply = frames.encode({"trouble": ["failed", f"What came back could not be sent on: {error}."]})
        data.settimeout(None)
        data.sendall(reply)


def defined(job):
    """The learner's object as an `Answer`, and what was left out of the cell; Trouble if there is none."""
    ours = OURS["answer"]
    known = ours.Answer(None, job["signature"], seconds=job["seconds"])
    try:
        with ours.time_limit(job["seconds"]):
            names, dropped = code.run(job["sources"], job["index"])
    except SyntaxError as error:
        message = f"The cell is not Python: {error.msg}, in line {error.lineno}."
        raise ours.Trouble("crashed", message) from None
    except BaseException as error:  # the learner's code may raise anything, SystemExit included
        raise ours.explained(error, known) from None
    name = job["signature"].partition("(")[0]
    if name not in names:
        raise ours.Trouble("exercise missing", f"No cell defines `{name}`.")
    given = names[name]
    if misfit := ours.misfit(given, job["signature"], job["id"]):
        raise misfit
    adapter = getattr(OURS["adapters"], job["adapter"]) if job["adapter"] else None
    return ours.Answer(given, job["signature"], adapter, job["seconds"], job["seed"]), dropped


def probe(data, job, around):
    """Try what a learner's code should not be able to do; say what was possible."""
    found = {"user": os.getuid(), "course": False, "network": reachable(*job["ports"]), "memory": False}
    with contextlib.suppress(OSError), open(job["file"], "rb") as file:
        found["course"] = bool(file.read(1))
    try:
        torch.empty(job["bytes"], dtype=torch.uint8)
    except RuntimeError:
        found["memory"] = True
    found["writes"], found["forks"] = writable(job["writable"]), forks(40)
    found["files"], found["own"] = files(job["files"]), around.around_one
    torch.nn.Linear(3, 2)(torch.ones(1, 3)).sum().backward()  # torch itself works in here
    torch.func.jacrev(torch.sin)(torch.ones(2)), torch.linalg.svd(torch.ones(2, 2))
    frames.send(data, found)


def reachable(tcp: int, udp: int) -> bool:
    """Try to reach the grader through two ports of this machine; whether the second got there, the grader sees."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.sendto(b"here", ("127.0.0.1", udp))
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", tcp), 2).close()
        return True
    return False


def forks(most: int) -> int:
    """How many processes can be started beside this one."""
    started = []
    with contextlib.suppress(OSError):
        while len(started) < most:
            if (process := os.fork()) == 0:
                signal.pause()
            started.append(process)
    for process in started:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return len(started)


def files(most: int) -> int:
    """How many files can be made in the worker's own folder."""
    made = 0
    with contextlib.suppress(OSError):
        while made < most:
            os.close(os.open(f"probe-{made}", os.O_CREAT | os.O_WRONLY))
            made += 1
    for number in range(made):
        os.unlink(f"probe-{number}")
    return made


def writable(folder: str) -> bool:
    """Whether a file can be made in a folder."""
    path = os.path.join(folder, f".grading-probe-{os.getpid()}")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(path)
        return True
    except OSError:
        return False
