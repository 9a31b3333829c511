"""Call a learner's answer, whatever it turns out to be, and bring back plain data or one sentence of trouble.

This module imports nothing of the course, so that its source can run beside the answer in another process.
"""

import contextlib
import fractions
import functools
import os
import random
import signal
import sysconfig
import threading
import time
import traceback
import warnings

import numpy
import torch

REAL = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
SECONDS = 6.0  # for all calls of one run of a check, on a machine that may be busy
NUMPY_NUMBERS = tuple({numpy.dtype(code).type for code in "?bhilqBHILQefdFD"})


class Trouble(Exception):
    """Why a property cannot hold: a status and one sentence for the learner."""

    def __init__(self, status: str, message: str):
        super().__init__(message)
        self.status, self.message = status, message


class OutOfTime(BaseException):
    """Raised inside an answer that hangs; no Exception, so that `except Exception` does not swallow it."""


class Answer:
    """A learner's object, called with copies of plain inputs under a time limit; what returns is plain data.

    `adapter(given, *inputs)` builds and runs answers that are modules or take functions. `seconds` is for one run.
    """

    def __init__(self, given, signature: str, adapter=None, seconds: float = SECONDS, seed: int = 0):
        self.given, self.signature, self.adapter, self.seed = given, signature, adapter, seed
        self.limit = self.left = seconds

    def renew(self):
        """Give the calls that follow a budget of time of their own; a run of a check begins with it."""
        self.left = getattr(self, "limit", SECONDS)  # a stand-in need not have one

    def __call__(self, *inputs):
        warm_up()
        handed = copied(inputs)
        started = time.monotonic()
        try:
            with undisturbed(self.seed), time_limit(self.left):
                returned = self.adapter(self.given, *handed) if self.adapter else self.given(*handed)
            handed_back = plain(returned)
        except (KeyboardInterrupt, Trouble):
            raise
        except BaseException as error:  # the learner's code may raise anything, SystemExit included
            raise explained(error, self) from None
        finally:
            self.left = max(self.left - (time.monotonic() - started), 0.01)
        self._require_unchanged(inputs, handed)
        return handed_back

    def _require_unchanged(self, inputs, handed):
        names = self.signature.partition("(")[2].rstrip(")").split(", ")
        for index, (before, after) in enumerate(zip(inputs, handed, strict=True)):
            if not unchanged(before, after):
                name = f"`{names[index]}`" if len(names) == len(inputs) else f"number {index + 1}"
                message = f"Your code changed its argument {name} in place. Whoever called it, autograd among them, "
                raise Trouble("failed", message + "still needs the old values: write `x = x + f`, not `x += f`.")


def misfit(given, signature: str, id: str) -> Trouble | None:
    """What is wrong with an answer before it is called at all."""
    name = signature.partition("(")[0]
    if given is None or given is NotImplemented or given is ...:
        return Trouble("not attempted", "Not written yet.")
    if callable(given):
        return None
    return Trouble("failed", f'This is a {type(given).__name__}, not `{name}` itself: call `check("{id}", {name})`.')


def copied(value):
    """A deep copy of plain data."""
    if type(value) is torch.Tensor:
        return value.clone()
    return type(value)(copied(item) for item in value) if type(value) in (list, tuple) else value


def unchanged(before, after) -> bool:
    """Whether plain data handed to an answer is still what it was."""
    if type(before) is torch.Tensor:
        if type(after) is not torch.Tensor:
            return False
        after = torch.Tensor.detach(after)
        return before.shape == after.shape and before.dtype == after.dtype and torch.equal(before, after)
    if type(before) in (list, tuple):
        return len(before) == len(after) and all(map(unchanged, before, after))
    return True


def plain(value, depth: int = 0):
    """Fresh tensors, numbers, and lists of them, told by exact type: no method of a learner's class is ever called."""
    kind = type(value)
    if is_one_of(kind, bool, int, float, complex):
        return value
    if is_one_of(kind, torch.Tensor, torch.nn.Parameter):
        if torch.Tensor.layout.__get__(value) is not torch.strided:
            raise Trouble("failed", "A sparse tensor came back; expected a dense one: call `.to_dense()`.")
        return torch.clone(torch.Tensor.cpu(torch.Tensor.detach(value)))
    if kind is numpy.ndarray and value.dtype.kind in "fiubc":
        return torch.from_numpy(numpy.array(value, dtype=value.dtype.newbyteorder("=")))
    if is_one_of(kind, *NUMPY_NUMBERS):
        return value.item()
    if kind is fractions.Fraction:
        return int(value) if value == int(value) else float(value)
    if depth < 3 and (base := sequence_under(kind)):
        return [plain(part, depth + 1) for part in base.__iter__(value)]
    if value is None:
        raise Trouble("failed", "Your code returned None. Is a `return` missing at its end?")
    raise Trouble("failed", f"An object of type {kind.__name__} came back; expected tensors or numbers.")


def sequence_under(kind: type) -> type | None:
    """list or tuple where a type is made of one, as a namedtuple is; none of its methods is called."""
    return next((base for base in type.mro(kind) if base is list or base is tuple), None)


def is_one_of(kind: type, *kinds: type) -> bool:
    """Membership by identity: `in` would ask a learner's metaclass whether it is equal."""
    return any(kind is other for other in kinds)


@functools.cache
def warm_up():
    """Use once what `torch.func` imports in 1 to 7 s, before any alarm: cut short, it fails until a restart."""
    with warnings.catch_warnings(action="ignore"):
        torch.func.jacrev(torch.sin)(torch.ones(2)), torch.func.jacfwd(torch.sin)(torch.ones(2))


@contextlib.contextmanager
def undisturbed(seed: int):
    """Run an answer from a known random state, with gradients on; leave all such settings as they were."""
    torch_state, numpy_state, python_state = torch.get_rng_state(), numpy.random.get_state(), random.getstate()
    dtype, gradients = torch.get_default_dtype(), torch.is_grad_enabled()
    torch.default_generator.manual_seed(seed)
    torch.set_grad_enabled(True)
    try:
        yield
    finally:
        torch.set_rng_state(torch_state)
        numpy.random.set_state(numpy_state)
        random.setstate(python_state)
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(gradients)


@contextlib.contextmanager
def time_limit(seconds: float):
    """Raise OutOfTime in the block after so many seconds, where the platform has timers and this is the main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    running, rung, started = True, False, time.monotonic()

    def stop(number, frame):
        nonlocal rung
        if running:
            rung = True
            raise OutOfTime

    handler = signal.signal(signal.SIGALRM, stop)
    waiting, _ = signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)  # again and again, should a bare except swallow it
    try:
        yield
        if rung:  # the answer swallowed it and came back after all
            raise OutOfTime
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        if waiting:  # somebody else's alarm clock, pytest's for example
            signal.setitimer(signal.ITIMER_REAL, max(waiting - (time.monotonic() - started), 0.01))


def explained(error: BaseException, answer: Answer) -> Trouble:
    """The sentence for what an answer raised, with the learner's own line where there is one."""
    if isinstance(error, OutOfTime):
        message = f"Still running after {answer.limit:g} seconds, so it was stopped. Look for a loop that never ends."
        return Trouble("timed out", message)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not is_library(frame.filename)]
    if type(error) is NotImplementedError and frames and (not error.args or "raise NotImpl" in frames[-1].line):
        return Trouble("not attempted", "Not written yet.")
    name, text = type(error).__name__, said(error)
    if isinstance(error, TypeError) and not frames:
        return Trouble("crashed", f"It could not be called as `{answer.signature}`: {text}.")
    where = f"Line {frames[-1].lineno} of {frames[-1].name}" if frames else "Your code"
    line = f", `{frames[-1].line}`," if frames and frames[-1].line else ""
    return Trouble("crashed", f"{where}{line} raised {name}: {text}.")


def said(error: BaseException) -> str:
    """The first line of an error's text, which may itself come from the learner."""
    if isinstance(error, SystemExit):
        return "exit() would end the whole notebook"
    with contextlib.suppress(Exception):
        return str(error).strip().split("\n")[0][:300].rstrip(".") or "no message"
    return "no message"


def is_library(filename: str) -> bool:
    """Whether a traceback's file is ours, torch's or Python's rather than the learner's."""
    folder = os.path.dirname(os.path.abspath(__file__)) if "__file__" in globals() else "<course>"
    libraries = (folder, sysconfig.get_paths()["stdlib"], os.path.dirname(os.path.dirname(torch.__file__)), "<frozen")
    return filename.startswith(libraries) or "site-packages" in filename
