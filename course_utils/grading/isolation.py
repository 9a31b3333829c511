"""What the walls are made of on this machine, and in words what is in force and what is missing."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy
import torch

from course_utils.grading.inside.root import visible_folders

COURSE = Path(__file__).resolve().parents[2]
PACKAGE = COURSE / "course_utils"
OURS = [PACKAGE / name for name in ("__init__.py", "grading/__init__.py", "checks/answer.py", "checks/adapters.py")]
OURS = [*map(str, OURS), str(PACKAGE / "grading" / "inside")]  # what runs behind the walls


def libraries() -> list[str]:
    """The folders that Python and torch live in."""
    sites = [str(Path(module.__file__).parents[1]) for module in (torch, numpy)]
    return list(dict.fromkeys([sys.prefix, sys.base_prefix, *sites]))


def packages_of_the_course() -> list[str]:
    """Copies of the course's own package among the libraries: to be hidden as well."""
    return [str(path) for folder in sys.path if (path := Path(folder) / "course_utils").is_dir()]


def science() -> dict[str, list]:
    """{module: [whether it is a package, its source]} of all that a notebook may import of the course."""
    sources = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if parts[1] not in ("checks", "grading"):
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            sources[name] = [is_package, path.read_text(encoding="utf-8")]
    return sources


def without_paths(text: str) -> str:
    """A learner's text without the folders of this machine, which tell who grades and where."""
    for folder in sorted({*libraries(), str(COURSE), str(Path.home()), tempfile.gettempdir()}, key=len, reverse=True):
        text = text.replace(folder, "...") if len(folder) > 1 else text
    return text


def bubblewrap() -> list[str]:
    """The command that starts a program inside bubblewrap with the same view, or nothing if it is not installed."""
    program = shutil.which("bwrap")
    if not program:
        return []
    fresh = ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    hidden = [word for path in (str(COURSE), *packages_of_the_course()) for word in ("--tmpfs", path)]
    shown = [word for path in visible_folders(libraries()) for word in ("--ro-bind", path, path)]
    ours = [word for path in OURS for word in ("--ro-bind", path, path)]
    return [program, "--unshare-all", "--die-with-parent", "--new-session", *fresh, *hidden, *shown, *ours]


def describe(walls: dict) -> tuple[list[str], list[str]]:
    """What is in force and what is missing, as two lists of phrases; most of it was tried, not assumed."""
    files, user = walls["files"] or "file permissions", walls["user"]
    processes = walls["processes"] or ("own process space, one for all exercises" if files == "bubblewrap" else "")
    rows = [
        (not walls["course"], f"the course's files cannot be read ({files})",
         "files of this machine can be read, this course's reference code and solutions among them"),
        (not walls["writes"], "nothing can be written outside an empty folder", "your home folder can be written to"),
        (not walls["network"], "no network", "the network can be reached"),
        (user != os.getuid(), f"another user (number {user})", "the same user as the grader"),
        (bool(processes), processes, "other processes of this machine can be seen"),
        (walls["memory"], "a limit on memory", "memory is not limited"),
        (bool(walls["group"]), f"one limit on the memory of all its processes ({walls['group']})",
         "the processes of an answer together may take more memory than one may"),
        (walls["inodes"], "a folder of its own in memory, of bounded size", "the files of an answer are not counted"),
        ("shared memory" in walls["own"], "shared memory of its own", "shared memory may outlive an answer"),
        ("system calls" in walls["own"], "a filter of system calls",
         "rare system calls are open, a virtual machine's way to its host among them"),
        ("keyring" in walls["own"], "a keyring of its own", "your session's keyring is within reach"),
        (walls["forks"] < 40, "a limit on processes", "the number of processes is not limited"),
        (True, "limits on CPU time, wall clock and file size, a session of its own", ""),
    ]  # fmt: skip
    missing = [bad for holds, _, bad in rows if not holds]
    refused = [f"{what} was refused" for what in walls.get("refused", [])]
    return [good for holds, good, _ in rows if holds], missing + (refused if missing else [])
