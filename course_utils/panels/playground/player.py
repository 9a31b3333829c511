"""Run, pause and step a play in the background, and say often how it looks."""

import threading
import time
from collections.abc import Callable

from course_utils.panels.playground.play import Look, Play
from course_utils.panels.work import learning

SECONDS_BETWEEN_LOOKS = 0.03
SECONDS_A_STEP = 0.012  # at least: what is over in a second cannot be watched


class Player:
    """Trains a `Play` in a thread of its own; `on_look(look)` while it runs, `on_rest(look, error)` when it rests.

    The thread looks at the flag after each step: neither a button nor an interrupt reaches into a busy thread.
    """

    def __init__(self, on_look: Callable[[Look], None], on_rest: Callable[[Look, Exception | None], None]) -> None:
        self._on_look, self._on_rest = on_look, on_rest
        self._halt, self._thread = threading.Event(), None

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def run(self, play: Play) -> None:
        """Train to the end in the background; what runs already is paused first."""
        self.pause()
        self._halt.clear()
        self._thread = threading.Thread(target=self._work, args=(play,), daemon=True)
        self._thread.start()

    def pause(self) -> None:
        """Stop after the present step, and wait for it."""
        self._halt.set()
        if self.running and self._thread is not threading.current_thread():
            self._thread.join()

    def here(self, play: Play, steps: int | None = None) -> None:
        """Train here and now, to the end or for so many steps; an interrupt rests, and is then raised."""
        self.pause()
        self._halt.clear()
        self._work(play, steps)

    def _work(self, play, steps=None):
        failed = None
        try:
            with learning():
                self._steps(play, steps)
        except Exception as error:
            failed = error
        finally:
            with learning():
                self._on_rest(play.look(), failed)

    def _steps(self, play, steps):
        taken, due = 0, 0.0
        while not self._halt.is_set() and taken != steps and play.advance():
            taken, began = taken + 1, time.monotonic()
            if steps is None and began >= due:
                self._on_look(play.look())
                due = time.monotonic() + SECONDS_BETWEEN_LOOKS
            if steps is None:
                time.sleep(max(0.0005, SECONDS_A_STEP - (time.monotonic() - began)))
