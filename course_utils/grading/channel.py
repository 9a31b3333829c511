"""The grader's end of one worker: ask in plain data, get plain data or a word on how it ended."""

import json
import socket
import time
from contextlib import suppress

from course_utils.grading.inside import frames

CLEARING_SECONDS, MOST_ENDING = 15, 3
SIGNALS = {11: "a segmentation fault", 9: "a limit on time, memory or processes", 24: "the limit on CPU time"}
SIGNALS |= {6: "abort", 7: "a bus error", 25: "the limit on the size of a file", 4: "an illegal instruction"}


class SandboxError(Exception):
    """The sandbox itself does not work; no learner's fault."""


class Ended(Exception):
    """A worker is gone; says how."""


class Worker:
    """One process behind the walls, with two sockets of its own.

    `ending` collects those that may go on ending while the next one works; None where each has to be waited for.
    """

    def __init__(self, data, life, ending: list | None):
        self.data, self.life, self.ending, self.ended = data, life, ending, ""
        self.deadline = 0.0

    def begin(self, seconds: float):
        """From now on it has so many seconds for all that it is asked."""
        self.deadline = time.monotonic() + seconds

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def left(self) -> float:
        """Seconds that it still has."""
        return self.deadline - time.monotonic()

    def ask(self, message):
        """Send plain data and return the plain data that comes back; Ended or TimeoutError if none does."""
        self.tell(message)
        return self.hear()

    def tell(self, message):
        """Send plain data; Ended or TimeoutError if it is not taken."""
        self._within(lambda seconds: frames.send(self.data, message, seconds))

    def hear(self):
        """Return the plain data that comes next; Ended or TimeoutError if none does."""
        return self._within(lambda seconds: frames.receive(self.data, seconds))

    def _within(self, exchange):
        if self.life is None:
            raise Ended(self.ended)
        if self.left <= 0:
            raise TimeoutError
        try:
            return exchange(self.left)
        except TimeoutError:
            raise
        except (EOFError, OSError):
            self.close(patience=1.0)
            raise Ended(self.ended) from None

    def close(self, patience: float = 0.0):
        """End the process with everything it started.

        One that has ended by itself is given a moment of `patience`, so that the warm process can say how. One without
        a process space of its own is waited for: nothing of it may run beside the next.
        """
        if self.life is None:
            return
        life, self.life = self.life, None
        self.data.close()
        told = heard(life, patience)
        with suppress(OSError):
            life.shutdown(socket.SHUT_WR)
        if self.ending is not None and not patience:
            self.ending.append(life)
            wait_for(self.ending, MOST_ENDING)
            return
        told = told or heard(life, CLEARING_SECONDS)
        life.close()
        self.ended = how(told)


def wait_for(ending: list, most: int):
    """Wait until no more than `most` workers are still being cleared away, the oldest first."""
    while len(ending) > most:
        with ending.pop(0) as life:
            heard(life, CLEARING_SECONDS)


def heard(life, seconds: float) -> bytes:
    """What the warm process says within so many seconds."""
    if seconds > 0:
        life.settimeout(seconds)
        with suppress(OSError):
            return life.recv(1000)
    return b""


def how(told: bytes) -> str:
    """The warm process's word on how a worker ended, as part of a sentence; raises SandboxError if it never began."""
    try:
        status = json.loads(told)
    except ValueError:
        return "the whole sandbox ended with it"
    if type(status) is dict:
        raise SandboxError(f"The sandbox could not start a worker ({status.get('error')}).")
    return "it was stopped" if status is None else how_it_ended(status)


def how_it_ended(status) -> str:
    """The exit status of a process, a signal as a negative number, as part of a sentence."""
    if type(status) is not int:
        return "nobody knows how"
    if status >= 0:
        return f"it ended itself with status {status}"
    return f"it was ended by {SIGNALS.get(-status, f'signal {-status}')}"
