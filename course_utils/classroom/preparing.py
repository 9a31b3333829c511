"""What the lesson trains, made beforehand by the lesson's own cells, and kept.

    python -m course_utils.classroom.preparing 4

The cells of a `Preparation` are run as they stand in the notebook, so what is kept *is* what the lesson trains. It lies
in build/classroom/, which git ignores, under a name made of the code that made it: of the cells, of the folders of
`course_utils` that train and measure, and of torch's version. Where one of them changes, it is made anew. A file whose
bytes are not those that were written counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from course_utils.classroom.lesson import Lesson, imports, lesson_of, names_in
from course_utils.classroom.screens import Preparation, chapter_of
from course_utils.start.packages import COURSE

SCIENCE = ("signals", "blocks", "data", "dynamics", "networks", "training", "gradients", "cost", "paths")
DIGEST = 32  # bytes of SHA-256 before what is kept


def folder() -> Path:
    """Where it is kept: in the course, or in the home where the course is not ours to write to; made if missing.

    Raises `OSError` where neither can be written.
    """
    for place in (COURSE / "build" / "classroom", Path.home() / ".cache" / "residual-networks-course" / "classroom"):
        with contextlib.suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            if os.access(place, os.W_OK):
                return place
    raise OSError(
        "There is no folder to keep trained networks in: neither build/classroom/ nor ~/.cache can be written."
    )


def file_of(lesson: Lesson, name: str, preparation: Preparation) -> Path:
    """The file that holds a preparation, whether or not it is there."""
    parts = [*map(lesson.code, preparation.cells), ",".join(preparation.keep), metadata.version("torch"), _science()]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    return folder() / f"{lesson.number}-{name}-{key}.pt"


def _science() -> str:
    every = sorted(path for room in SCIENCE for path in (COURSE / "course_utils" / room).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in every)).hexdigest()


def kept(path: Path) -> dict[str, Any] | None:
    """What a file holds, on the CPU; None where it is missing or not as it was written."""
    if (content := _content(path)) is None:
        return None
    import torch

    return torch.load(io.BytesIO(content), map_location="cpu", weights_only=False)


def there(path: Path) -> bool:
    """Whether a file holds what was written to it; torch is not needed for that."""
    return _content(path) is not None


def _content(path: Path) -> bytes | None:
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    return whole[DIGEST:] if hashlib.sha256(whole[DIGEST:]).digest() == whole[:DIGEST] else None


def keep(path: Path, values: dict[str, Any]) -> None:
    """Write values to a file, in one stroke, with their digest before them."""
    import torch

    buffer = io.BytesIO()
    torch.save(values, buffer)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(hashlib.sha256(buffer.getvalue()).digest() + buffer.getvalue())
    part.replace(path)


def made(lesson: Lesson, preparation: Preparation) -> dict[str, Any]:
    """Run the cells of a preparation, in their order, and return the values that are to be kept."""
    source = "\n".join(map(lesson.code, preparation.cells))
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(imports(lesson, names_in(source)), "<imports of the lesson>", "exec"), space)
    for cell in preparation.cells:
        exec(compile(lesson.code(cell), f"<cell {cell}>", "exec"), space)
    return {name: space[name] for name in preparation.keep}


def prepared(number: int) -> Iterator[tuple[str, str]]:
    """Make what is missing of a chapter: `(name, "begun")` where it begins, `(name, "ready")` where it is there."""
    lesson, chapter = lesson_of(number), chapter_of(number)
    for name, preparation in chapter.preparations.items():
        path = file_of(lesson, name, preparation)
        if not there(path):
            yield name, "begun"
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                keep(path, made(lesson, preparation))
        yield name, "ready"


def main() -> None:
    """Prepare the chapter named on the command line, and say so in lines of JSON."""
    for name, what in prepared(int(sys.argv[1])):
        print(json.dumps({"preparation": name, what: True}), flush=True)


if __name__ == "__main__":
    main()
