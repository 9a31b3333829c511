"""What this machine has and what the course declares: packages, their versions, memory.

Nothing here imports more than Python itself, and an old Python can read it: under a wrong kernel it still answers.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import metadata
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]


def needed_python(course: Path = COURSE) -> str:
    """The lowest Python version that pyproject.toml allows."""
    return re.search(r'^requires-python = ">=([\d.]+)"', _read(course / "pyproject.toml"), re.MULTILINE)[1]


def needed_packages(course: Path = COURSE) -> dict[str, str]:
    """`{name: lowest version}` of what the course needs to run, from pyproject.toml."""
    block = re.search(r"^dependencies = \[(.*?)^\]", _read(course / "pyproject.toml"), re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r'"([\w.-]+)>=([\w.]+)"', block))


def installed(name: str) -> str | None:
    """The version of an installed package; None where it is missing."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def numbers(version: str) -> tuple[int, ...]:
    """(2, 15, 0) for "2.15.0+cu128" and for "2.15.0rc1": what two versions are compared by."""
    return tuple(int(number) for number in re.match(r"\d+(?:\.\d+)*", version)[0].split("."))


def memory_gb() -> float | None:
    """Memory that is free, or allowed to this container, in GB; in all, where only that is known; else None."""
    available = re.search(r"MemAvailable:\s+(\d+) kB", _read("/proc/meminfo"))
    if available:
        limit = _read("/sys/fs/cgroup/memory.max").strip()
        return min(int(available[1]) * 1024, int(limit) if limit.isdigit() else sys.maxsize) / 1e9
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
