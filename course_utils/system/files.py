"""Writing a file whole or not at all, and keeping aside what cannot be understood."""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def finished_file(content: bytes, folder: Path, name: str) -> Iterator[str]:
    """Write `content` to a temporary file beside its future place, yield its path, and leave nothing behind."""
    handle, path = tempfile.mkstemp(dir=folder, prefix=f".{name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(path, 0o644)
        yield path
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`, whose folder exists; whoever reads it sees the old file or the new, never a part."""
    with finished_file(content, path.parent, path.name) as part:
        os.replace(part, path)


def create_file(path: Path, content: bytes) -> None:
    """As `replace_file`, but `FileExistsError` if anything has that name by then."""
    with finished_file(content, path.parent, path.name) as part:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links: take the name first, then fill it in one step
            _take(path)
            os.replace(part, path)


def keep_aside(path: Path) -> Path:
    """Rename a file that cannot be understood to the first free of `stem.corrupt-1.suffix`, ..., and return that.

    The name is taken before the file is moved: of two processes at once, neither overwrites what the other kept.
    """
    for number in itertools.count(1):
        aside = path.with_name(f"{path.stem}.corrupt-{number}{path.suffix}")
        with contextlib.suppress(FileExistsError):
            _take(aside)
            break
    try:
        os.replace(path, aside)
    except OSError:
        aside.unlink()
        raise
    return aside


def _take(path):
    """Make an empty file at `path`; `FileExistsError` where the name is in use."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
