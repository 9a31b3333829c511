"""An answer that runs elsewhere: for its check a function like any other, for the grader a process behind walls."""

import hashlib
import re
import sys
import time

import torch

from course_utils.checks import Answer, Exercise, Trouble
from course_utils.grading.channel import Ended, Worker, how_it_ended
from course_utils.grading.inside.frames import FrameError
from course_utils.grading.isolation import without_paths
from course_utils.grading.sandbox import Limits, Sandbox

STATUSES = ("not attempted", "failed", "timed out", "crashed", "exercise missing")
LONGEST_MESSAGE = 600
MOST_ITEMS, MOST_NUMBERS = 50_000, 4_000_000  # of one reply, in lists and in all
UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Remote(Answer):
    """Sends a check's inputs to another process and brings plain data or Trouble back.

    One that has crashed is replaced, so that the other properties get their turn; one that hangs is not. All of them
    together have the time of one exercise.
    """

    def __init__(self, limits: Limits):
        self.troubles: set[str] = set()
        self.limits, self.hangs = limits, False  # it hangs if its own alarm does not stop it either
        self.renew()

    def renew(self):
        """Begin a run of a check, with the time of one exercise."""
        self.deadline = time.monotonic() + self.limits.wall_seconds

    @property
    def seconds(self) -> float:
        """What is left of the time of the exercise, for calls of the answer."""
        left = self.deadline - time.monotonic()
        return max(min(self.limits.seconds, left - (self.limits.wall_seconds - self.limits.seconds) / 2), 0.1)

    def __call__(self, *inputs):
        if "timed out" in self.troubles:
            raise self._trouble("timed out", "Not tried, because an earlier call did not end.")
        try:
            reply = self.asked(inputs)
        except TimeoutError:
            self.hangs = True
            message = f"Still running after {self.limits.wall_seconds:g} seconds, so it was stopped."
            raise self._trouble("timed out", message) from None
        except Ended as ended:
            raise self._trouble("crashed", f"Your code took its process down: {ended}.") from None
        except FrameError as error:
            raise self._trouble("crashed", f"What came back was no plain data: {error}.") from None
        if type(reply) is dict and set(reply) == {"value"}:
            return self._of_a_size(reply["value"])
        raise self._trouble(*trouble_in(reply))

    def _of_a_size(self, value):
        """The value, unless it is so large that comparing it would be the grader's trouble."""
        numbers = numbers_in(value, MOST_ITEMS)
        if numbers > MOST_NUMBERS:
            raise self._trouble("failed", "More numbers came back than any answer here has.")
        return value

    def _trouble(self, status: str, message: str) -> Trouble:
        """Trouble of a known kind; an exercise that is missing stops its check like one that is not attempted."""
        status = status if status in STATUSES else "crashed"
        self.troubles.add(status)
        return Trouble("not attempted" if status == "exercise missing" else status, shortened(message))

    def asked(self, inputs):
        """The reply to one call of the answer; Ended, TimeoutError or FrameError where there is none."""
        raise NotImplementedError


class Handed(Remote):
    """The object that a learner's notebook handed to `check`: a fork of the running notebook answers."""

    def __init__(self, worker: Worker, limits: Limits):
        super().__init__(limits)
        self.worker, self.serving = worker, False
        worker.begin(limits.wall_seconds)

    def asked(self, inputs):
        """As in Remote; raises Ended after a crash, and forks the notebook once more at the next call."""
        if not self.serving:
            self.worker.tell(self.seconds)
            self.serving = True
        reply = self.worker.ask(inputs)
        if type(reply) is dict and set(reply) == {"ended"}:
            self.serving = False
            raise Ended(how_it_ended(reply["ended"]))
        return reply

    def done(self):
        """Let the notebook run on; Ended, TimeoutError or FrameError where it cannot."""
        if self.serving:
            self.worker.ask(None)
        self.worker.tell(None)


class Loaded(Remote):
    """One answer that runs by itself, with what it needs of other cells. Use it with `with`."""

    def __init__(self, sandbox: Sandbox, exercise: Exercise, sources: list[str], index: int, seed):
        super().__init__(sandbox.limits)
        self.sandbox, self.worker, self.left_out = sandbox, None, []
        self.job = {"kind": "answer", "id": exercise.id, "sources": sources, "index": index, **wanted(exercise, seed)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.worker:
            self.worker.close()

    def asked(self, inputs):
        """As in Remote, of a process that is started at the first call."""
        if self.worker is None:
            self.worker = self.sandbox.begun(self.job | {"seconds": self.seconds})
            self.worker.deadline = self.deadline
            if type(first := self.worker.hear()) is dict and type(first.get("left_out")) is list:
                self.left_out = [shortened(text) for text in first["left_out"][:5]]
        try:
            return self.worker.ask(inputs)
        except Ended:
            self.worker = None
            raise


def numbers_in(value, most_items: int) -> int:
    """How many numbers a reply holds, counted without looking at any of them; infinitely many in too long a list."""
    waiting, count, items = [value], 0, 0
    while waiting:
        part = waiting.pop()
        if type(part) in (list, tuple):
            items += len(part)
            if items > most_items:
                return sys.maxsize
            waiting += part
        else:
            count += part.numel() if type(part) is torch.Tensor else 1
    return count


def wanted(exercise: Exercise, seed) -> dict:
    """What a process has to know of an exercise to call an answer to it."""
    adapter = exercise.adapter.__name__ if exercise.adapter else ""
    return {"signature": exercise.signature, "adapter": adapter, "seed": unrelated(seed, exercise.id)}


def trouble_in(reply) -> tuple[str, str]:
    """Status and message of a reply without a value; the learner's code may have forged it."""
    trouble = reply.get("trouble") if type(reply) is dict else None
    if type(trouble) is list and len(trouble) == 2 and all(type(text) is str for text in trouble):
        return trouble[0], trouble[1]
    return "crashed", "What came back was no reply."


def shortened(text) -> str:
    """A learner's text on one line, without control characters, and without the paths of this machine."""
    return without_paths(UNPRINTABLE.sub(" ", str(text)))[:LONGEST_MESSAGE]


def unrelated(seed, id: str) -> int:
    """A seed for the answer's own random numbers, from which those of the check cannot be worked out."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{id}|answer".encode()).digest()[:4], "big")
