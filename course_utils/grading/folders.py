"""What lies in the folders that were handed in: learners, their notebooks, and a word on whatever is passed over."""

import contextlib
import os
import stat
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

LARGEST, MOST_BYTES = 64 << 20, 128 << 20  # of one notebook, and of all notebooks of a learner
MOST_NOTEBOOKS, MOST_ENTRIES, DEEPEST = 50, 20_000, 20
ENDINGS = (".ipynb", ".ipynb.json", ".ipynb.txt")  # some browsers add a second one
JOINERS = "\u200c\u200d"  # of Persian and of the scripts of India: part of honest names


@dataclass
class Walk:
    """A learner's notebooks, the one that counts most last, and a sentence for each thing that is passed over."""

    notebooks: list[Path] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def learners_in(folder: Path, output: Path | None = None) -> list[Path]:
    """The folders of the learners, by name; links, hidden folders and the `output` of the grader are none."""
    found = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    ours = output.resolve() if output else None
    return sorted(path for path in found if not path.name.startswith((".", "__")) and path.resolve() != ours)


def beside(folder: Path) -> list[str]:
    """A sentence for each thing beside the learners' folders that may be somebody's work."""
    said = []
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            said.append(f"{path.name}: not graded, for it is a link; put the folder itself here.")
        elif path.name.lower().endswith((*ENDINGS, ".zip")) and not path.is_dir():
            said.append(f"{path.name}: not graded, for it lies in no learner's folder.")
    return said


def told_apart(names: list[str]) -> list[str]:
    """A sentence for each name that reads otherwise than it is written, or that a person takes for another's.

    Canvas, Moodle and spreadsheets drop spaces and marks at their discretion: points could reach somebody else.
    """
    bare: dict[str, list[str]] = {}
    for name in names:
        bare.setdefault(as_read(name), []).append(name)
    said = [
        f"{' and '.join(map(ascii, alike))} look alike: points may reach the wrong one. Rename them, grade again."
        for alike in bare.values()
        if len(alike) > 1
    ]
    marked = [name for name in names if name != name.strip() or any(map(is_unseen, name))]
    return said + [f"{name!a}: the name holds marks or spaces that nobody sees. Rename it." for name in marked]


def as_read(name: str) -> str:
    """What a person or another program makes of a name: no case, no unseen marks, one form of each letter."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def is_unseen(character: str) -> bool:
    """Whether a character has no shape of its own but turns or hides others."""
    return unicodedata.category(character) == "Cf" and character not in JOINERS


def notebooks_of(learner: Path) -> list[Path]:
    """All notebooks of a learner that are read, the one that counts most last."""
    return walked(learner).notebooks


def walked(learner: Path) -> Walk:
    """Look for a learner's notebooks, but no checkpoints; links are listed and will not be read.

    Folders are walked without recursion, down to a depth and a number of entries that nobody reaches by honest work.
    """
    found, others, said, waiting, seen = [], [], [], [(learner, 0)], 0
    while waiting and seen < MOST_ENTRIES:
        folder, depth = waiting.pop()
        try:
            with os.scandir(folder) as listed:
                entries = sorted(islice(listed, MOST_ENTRIES), key=lambda entry: entry.name)
        except OSError as error:
            said.append(f"{folder.relative_to(learner.parent)}: the folder cannot be opened ({error.strerror}).")
            continue
        seen += len(entries)
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting += [(Path(entry.path), depth + 1)] if depth < DEEPEST else []
                said += [f"Folders below {DEEPEST} others are not looked into."] * (depth == DEEPEST)
            else:
                (found if entry.name.lower().endswith(ENDINGS) else others).append(Path(entry.path))
    if seen >= MOST_ENTRIES:
        said.append(f"Of more than {MOST_ENTRIES} files not all are looked at.")
    if others and not found:
        said.append(f"No notebook is here, but {', '.join(sorted(path.name for path in others)[:3])}.")
    return within_bounds(sorted(found, key=lambda path: (path.name == "exercises.ipynb", path)), said)


def within_bounds(found: list[Path], said: list[str]) -> Walk:
    """As many notebooks as are read, and a word on the others: those that count most come first."""
    kept, size = [], 0
    for path in reversed(found[-MOST_NOTEBOOKS:]):
        with contextlib.suppress(OSError):
            own = path.lstat().st_size
            size += own if own <= LARGEST else 0  # a larger one is not read at all
        if size > MOST_BYTES:
            break
        kept.append(path)
    if left := len(found) - len(kept):
        limits = f"{MOST_NOTEBOOKS} notebooks and {MOST_BYTES >> 20} MB are read of one learner"
        said = [*said, f"{left} more notebook{'s are' if left > 1 else ' is'} not read: {limits}."]
    return Walk(kept[::-1], list(dict.fromkeys(said)))


def linked_twice(learners: list[Path]) -> dict[Path, str]:
    """{notebook: a sentence} for each that is a hard link to a notebook of another learner, who keeps it.

    It belongs to the folder whose owner owns the file; where that does not tell, to the folder that has not changed
    since before the link was made, which is the only one that can have held the file before.
    """
    places: dict[tuple[int, int], list[tuple]] = {}
    for learner in learners:
        for path in notebooks_of(learner):
            with contextlib.suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
                    folder = path.parent.stat()
                    rank = learner.stat().st_uid != status.st_uid, folder.st_ctime_ns
                    places.setdefault((status.st_dev, status.st_ino), []).append((rank, learner, path))
    refused = {}
    for held in places.values():
        _, owner, _ = min(held)
        said = f"It is a hard link to a file of {owner.name}'s, so it is not read."
        refused |= {path: said for _, learner, path in held if learner != owner}
    return refused


def content_of(path: Path) -> bytes | str:
    """The bytes of a notebook's file, or a sentence why it is not read: a link could show us somebody else's work."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return "It is a link, not a file." if path.is_symlink() else f"It cannot be opened ({error.strerror})."
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return "It is not a file."
        if status.st_size > LARGEST:
            return f"It has {status.st_size >> 20} MB; the limit is {LARGEST >> 20}: clear its outputs, submit again."
        return file.read(LARGEST + 1)[:LARGEST]
