"""The learner's small file, `my_work/progress.json`: what was predicted, recalled and solved, kept between openings.

Keys say the kind and the name: `prediction/1-identity` (the answer), `outcome/1-identity` (what was measured),
`recall/1-copy` and `exercise/1.1` (a small dictionary each).

A value that cannot be saved stays in memory and `notice` says so in one sentence; nothing here ever stops a lesson.
Outside `my_work` (a test, a notebook run straight from `chapters/`) nothing is written at all.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from course_utils.system.files import keep_aside, replace_file

FOLDER = "my_work"
NAME = "progress.json"
PATIENCE = 10.0  # seconds to wait for another kernel that is writing: on a busy machine two were over, and a value lost


class Progress:
    """A dictionary of plain values in a JSON file, shared by all kernels of a learner; in memory when `path` is None.

    Each save reads the file again and changes only what this kernel set: two open notebooks do not undo each other.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.notice = ""
        self._values: dict[str, Any] = {}
        self._unsaved: dict[str, Any] = {}
        self._lock = threading.RLock()

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under `key`, as the file has it now."""
        with self._lock:
            with self._excuses("read"):
                self._values = self._read() | self._unsaved
            return self._values.get(key, default)

    def everything(self) -> dict[str, Any]:
        """All that is kept, as the file has it now."""
        with self._lock:
            self.get("")
            return dict(self._values)

    def set(self, key: str, value: Any) -> str:
        """Keep `value` (plain JSON) and save at once; returns the notice, empty when all went well."""
        return self.change(key, lambda _: value)

    def change(self, key: str, make: Callable[[Any], Any]) -> str:
        """Keep `make(what is kept under key, or None)`, and save at once: no other kernel writes in between.

        Returns the notice, empty when all went well; where the file cannot be had, `make` gets what memory has.
        """
        with self._lock:
            self.notice, made = "", False
            if self.path is not None:
                with self._excuses("saved"), self._only_one_writer():
                    self._values = self._read() | self._unsaved
                    self._values[key] = self._unsaved[key] = make(self._values.get(key))
                    made = True
                    text = json.dumps(self._values, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
                    replace_file(self.path, text.encode())
                    self._unsaved = {}
            if not made:
                self._values[key] = self._unsaved[key] = make(self._values.get(key))
            return self.notice

    def _read(self) -> dict[str, Any]:
        if self.path is None or not self.path.exists():
            return {}
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            return values
        aside = keep_aside(self.path)
        self.notice = f"{self.path.name} could not be understood: it was kept as {aside.name}, and a new one was begun."
        return {}

    @contextmanager
    def _excuses(self, deed: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.notice = f"{self.path} could not be {deed} ({reason}): your answers are kept until this kernel stops."

    @contextmanager
    def _only_one_writer(self) -> Iterator[None]:
        """Hold a lock; go on without it where it cannot be had, for the file is replaced in one piece anyhow."""
        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=PATIENCE)
        with suppress(OSError, NotImplementedError):  # patience is over; a read-only folder; a disk without locks
            if self.path.parent.is_dir():  # `acquire` would make the folder
                lock.acquire()
        try:
            yield
        finally:
            lock.release()


def open_progress() -> Progress:
    """The progress of whoever works in this folder; one object a file and kernel."""
    return _open(_find())


@cache
def _open(path: Path | None) -> Progress:
    return Progress(path)


def _find() -> Path | None:
    """COURSE_PROGRESS if set (in memory if empty), else the file of the `my_work` that this folder is in or holds."""
    if (named := os.environ.get("COURSE_PROGRESS")) is not None:
        return Path(named).absolute() if named else None
    here = Path.cwd()
    folders = [folder for folder in (here, *here.parents) if folder.name == FOLDER]
    if (here / FOLDER).is_dir():
        folders.append(here / FOLDER)
    return folders[0] / NAME if folders else None
