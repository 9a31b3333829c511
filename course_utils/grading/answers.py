"""An answer that runs elsewhere: for its check a function like any other, for the grader a process behind walls."""

import hashlib
import re

from course_utils.checks import Answer, Exercise, Trouble
from course_utils.grading.channel import Ended
from course_utils.grading.inside.frames import FrameError
from course_utils.grading.sandbox import Sandbox

STATUSES = ("not attempted", "failed", "timed out", "crashed", "exercise missing")
LONGEST_MESSAGE = 600
UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Remote(Answer):
    """Sends a check's inputs to a worker and brings plain data or Trouble back. Use it with `with`.

    A worker that has crashed is replaced, so that the other properties get their turn; one that hangs is not.
    """

    def __init__(self, sandbox: Sandbox, exercise: Exercise, sources: list[str], index: int, seed):
        self.sandbox, self.worker, self.left_out = sandbox, None, []
        self.troubles: set[str] = set()
        self.job = {
            "kind": "answer",
            "id": exercise.id,
            "signature": exercise.signature,
            "adapter": exercise.adapter.__name__ if exercise.adapter else "",
            "sources": sources,
            "index": index,
            "seconds": sandbox.limits.seconds,
            "seed": unrelated(seed, exercise.id),
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.worker:
            self.worker.close()

    def __call__(self, *inputs):
        try:
            if "timed out" in self.troubles:
                raise TimeoutError
            reply = self._asked(inputs)
        except TimeoutError:
            message = f"Still running after {self.sandbox.limits.wall_seconds:g} seconds, so it was stopped."
            raise self._trouble("timed out", message) from None
        except Ended as ended:
            self.worker = None
            raise self._trouble("crashed", f"Your code took its process down: {ended}.") from None
        except FrameError as error:
            raise self._trouble("crashed", f"What came back was no plain data: {error}.") from None
        if type(reply) is dict and set(reply) == {"value"}:
            return reply["value"]
        raise self._trouble(*trouble_in(reply))

    def _trouble(self, status: str, message: str) -> Trouble:
        """Trouble of a known kind; an exercise that is missing stops its check like one that is not attempted."""
        status = status if status in STATUSES else "crashed"
        self.troubles.add(status)
        return Trouble("not attempted" if status == "exercise missing" else status, shortened(message))

    def _asked(self, inputs):
        if self.worker is None:
            self.worker = self.sandbox.open()
            first = self.worker.ask(self.job)
            if type(first) is dict and type(first.get("left_out")) is list:
                self.left_out = [shortened(text) for text in first["left_out"][:5]]
        return self.worker.ask(inputs)


def trouble_in(reply) -> tuple[str, str]:
    """Status and message of a reply without a value; the learner's code may have forged it."""
    trouble = reply.get("trouble") if type(reply) is dict else None
    if type(trouble) is list and len(trouble) == 2 and all(type(text) is str for text in trouble):
        return trouble[0], trouble[1]
    return "crashed", "What came back was no reply."


def shortened(text) -> str:
    """A learner's text on one line, without control characters."""
    return UNPRINTABLE.sub(" ", str(text))[:LONGEST_MESSAGE]


def unrelated(seed, id: str) -> int:
    """A seed for the answer's own random numbers, from which those of the check cannot be worked out."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{id}|answer".encode()).digest()[:4], "big")
