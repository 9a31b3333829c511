"""Rows of results in a file: each is on the disk as soon as it is there, so that nothing is lost or trained twice.

One row is one line of JSON. Notebooks in `my_work/` keep their files in `results/` beside themselves, COURSE_RESULTS
names another folder; elsewhere (a test, a notebook run straight from `chapters/`) rows stay in memory.
"""

from __future__ import annotations

import errno
import json
import math
import os
from functools import cache
from pathlib import Path
from typing import Any

from course_utils.system.files import finished_file, keep_aside
from course_utils.system.progress import FOLDER

Row = dict[str, Any]


class Results:
    """Rows of plain values, in memory and in the file at `path`; only in memory where `path` is None.

    Whatever is added becomes what JSON can say: NaN and the infinities become None, numbers of NumPy and PyTorch
    Python's own, an object without a number its text.
    `notice` says in a sentence what went wrong with the file, and nothing when all went well; nothing here stops an
    experiment. Several processes of one machine may add to the same file; only one of them should `mend` it.
    """

    def __init__(self, path: Path | None = None, mend: bool = True) -> None:
        self.path = path
        self._about_reading = self._about_writing = ""
        self.rows: list[Row] = []
        self._unsaved: list[Row] = []
        self._cut_short = False
        if path is not None:
            self._load(mend)

    @property
    def notice(self) -> str:
        """What to tell the learner about the file."""
        return " ".join(filter(None, (self._about_reading, self._about_writing)))

    @property
    def unsaved(self) -> list[Row]:
        """The rows that were added and are not in the file."""
        return list(self._unsaved) if self.path else []

    @property
    def where(self) -> str:
        """Where the rows are and how to be rid of them, as part of a sentence."""
        if self.path is None:
            return "they are kept until this kernel stops"
        return f"they are in {self.path.parent.name}/{self.path.name}, and that file can be deleted to train anew"

    def find(self, parameters: Row, absent: Row | None = None) -> Row | None:
        """The latest row that agrees with all of `parameters`; None where there is none.

        `absent` has the values that rows stand for which were written before a parameter had a name.
        """
        wanted, absent = _plain(parameters), _plain(absent or {})
        agree = (row for row in reversed(self.rows) if wanted.items() <= (absent | row).items())
        return next(agree, None)

    def add(self, row: Row) -> None:
        """Keep `row`, and write it at once, together with earlier ones that could not be written."""
        row = _plain(row)
        self.rows.append(row)
        self._unsaved.append(row)
        if self.path is None:
            return
        try:
            self._append(_lines(self._unsaved))
            self._unsaved, self._about_writing = [], ""
        except OSError as error:
            self._about_writing = (
                f"{self.path.name} could not be written ({_reason(error)}): {len(self._unsaved)} results are kept "
                "until this kernel stops, and written with the next one if there is room by then."
            )

    def _append(self, lines: bytes) -> None:
        """Add whole lines in one write, so that two processes cannot mix theirs."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = b"\n" + lines if self._cut_short else lines
        with open(self.path, "ab", buffering=0) as file:
            self._cut_short = True
            if file.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._cut_short = False

    def _load(self, mend: bool) -> None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            self._about_reading = f"{self.path.name} could not be read ({_reason(error)}): every training is done anew."
            return
        parsed = [_parse(line) for line in content.splitlines() if line.strip()]
        self.rows = [row for row in parsed if row is not None]
        self._cut_short = not content.endswith(b"\n")
        if mend and len(self.rows) < len(parsed):
            self._mend(len(parsed) - len(self.rows))

    def _mend(self, bad: int) -> None:
        """Keep the whole file under another name, and go on with the lines that can be read."""
        lines = f"{bad} line{'s' * (bad > 1)} of {self.path.name} could not be understood"
        try:
            with finished_file(_lines(self.rows), self.path.parent, self.path.name) as fresh:
                aside = keep_aside(self.path)
                os.replace(fresh, self.path)
            self._cut_short = False
            self._about_reading = f"{lines}: the file was kept as {aside.name}, and {len(self.rows)} good rows go on."
        except OSError as error:
            self._about_reading = f"{lines}, and no copy could be kept ({_reason(error)}): the file was left as it is."


def open_results(name: str, folder: Path | str | None = None, mend: bool = True) -> Results:
    """The results called `name`: in `folder`, or where this notebook keeps them, read anew at each call."""
    folder = Path(folder) if folder else _folder()
    return _in_memory(name) if folder is None else Results(folder / f"{name}.jsonl", mend)


@cache
def _in_memory(name: str) -> Results:
    return Results()


def _folder() -> Path | None:
    """COURSE_RESULTS if set (None if empty), else results/ beside a notebook that lies in my_work/, else None."""
    if (named := os.environ.get("COURSE_RESULTS")) is not None:
        return Path(named) if named else None
    here = Path.cwd()
    return here / "results" if FOLDER in [folder.name for folder in (here, *here.parents)] else None


def _parse(line: bytes) -> Row | None:
    try:
        row = _plain(json.loads(line))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _lines(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row, allow_nan=False) + "\n" for row in rows).encode()


def _plain(value: Any) -> Any:
    """What JSON can say of `value`, and what comes back when that is read again."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    if hasattr(value, "tolist"):  # an array, a tensor, or one number of theirs
        return _plain(value.tolist())
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
