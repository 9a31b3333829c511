"""When a panel computes: at once and only for the latest values (`Latest`), or for a long time in the background
(`Work`)."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch

SECONDS_BETWEEN_PICTURES = 0.1  # of long work


class Latest:
    """Calls `action` now; calls that arrive meanwhile, from any thread, become one more run afterwards.

    Values move on while a picture is drawn. Drawing each of them would build a backlog, so only the latest is drawn.
    """

    def __init__(self, action: Callable[[], None]) -> None:
        self._action = action
        self._state = threading.Condition()
        self._wanted = self._busy = False

    def __call__(self) -> None:
        with self._state:
            self._wanted = True
            if self._busy:
                return  # the thread at work sees the wish and runs once more
            self._busy = True
        try:
            while self._take():
                self._action()
        except BaseException:
            self._rest()
            raise

    def settle(self, seconds: float | None = None) -> bool:
        """Wait until nothing is wanted or running; False when that takes longer than `seconds`."""
        with self._state:
            return self._state.wait_for(lambda: not self._busy, seconds)

    def _take(self) -> bool:
        with self._state:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                self._rest()
            return wanted

    def _rest(self) -> None:
        with self._state:
            self._busy = False
            self._state.notify_all()


class Work:
    """Long work: a generator of `(fraction, data)`, run in a background thread (`start`) or in this one (`run`).

    `on_fraction(fraction)` is called at each step; `on_data(parameters, data)` ten times a second at most, and with the
    last data in any case; `on_end(parameters, error)` once, with None where nothing went wrong. The thread looks at the
    stop flag after each step, because neither a button nor an interrupt reaches into a busy thread.
    """

    def __init__(
        self,
        compute: Callable[..., Iterator[tuple[float, Any]]],
        on_fraction: Callable[[float], None],
        on_data: Callable[[dict[str, Any], Any], None],
        on_end: Callable[[dict[str, Any], Exception | None], None],
    ) -> None:
        self._compute, self._on_fraction, self._on_data, self._on_end = compute, on_fraction, on_data, on_end
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether the background thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, parameters: dict[str, Any]) -> None:
        """Begin in the background; `running` has to be False."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._iterate, args=(parameters,), daemon=True)
        self._thread.start()

    def run(self, parameters: dict[str, Any]) -> None:
        """Work to the end in this thread; `running` has to be False."""
        self._stop.clear()
        self._iterate(parameters)

    def stop(self) -> None:
        """Ask the work to end after its present step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the background thread; False when it takes longer than `seconds`."""
        if self.running and self._thread is not threading.current_thread():
            self._thread.join(seconds)
        return not self.running

    def _iterate(self, parameters: dict[str, Any]) -> None:
        failed = None
        try:
            with learning():
                self._steps(parameters)
        except Exception as error:
            failed = error
        finally:  # also after an interrupt from the keyboard, which then stops the cell
            self._on_end(parameters, failed)

    def _steps(self, parameters: dict[str, Any]) -> None:
        steps, shown_at, waiting = self._compute(**parameters), -math.inf, False
        try:
            for fraction, data in steps:
                self._on_fraction(fraction)
                waiting = time.monotonic() - shown_at < SECONDS_BETWEEN_PICTURES
                if not waiting:
                    self._on_data(parameters, data)
                    shown_at = time.monotonic()
                if self._stop.is_set():
                    break
        finally:
            steps.close()
            if waiting:
                self._on_data(parameters, data)


def learning() -> torch.inference_mode:
    """Gradients on, whatever the cell that is running at the moment has chosen."""
    return torch.inference_mode(False)
