"""Does this machine work? Each check gives one line: what was found, and where something is wrong, what to do.

An old Python can read this file, and nothing is imported before it is looked for: a wrong kernel gets its line too.
"""

from __future__ import annotations

import functools
import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.start.packages import COURSE, installed, memory_gb, needed_packages, needed_python, numbers

FINE, LIMIT, BROKEN = "✓", "!", "✗"
MEMORY_GB = 2.0  # a lesson's kernel and JupyterLab
DISK_GB = 0.5  # CIFAR-10, packed and unpacked
LEAST_DISK_GB = 0.05  # your own work is a few MB

START = "Start JupyterLab with `make lab` (with conda: in the activated environment)"
INSTALL = "Run `make lab` again (with conda: `conda env update -f environment.yml`), then menu Kernel, Restart Kernel"


@dataclass(frozen=True)
class Finding:
    """One line: a mark (✓ fine, ! works with a limit, ✗ to be mended), what was looked at, what was found."""

    mark: str
    name: str
    sentence: str

    def __repr__(self) -> str:
        return f"{self.mark} {self.name}: {self.sentence}"


def one_line(name: str, remedy: str = INSTALL) -> Callable:
    """Turn a check that returns a mark and a sentence into one that returns a `Finding`, even when it stumbles."""

    def decorate(check: Callable[..., tuple[str, str]]) -> Callable[..., Finding]:
        @functools.wraps(check)
        def careful(*arguments: Any) -> Finding:
            try:
                mark, sentence = check(*arguments)
                return Finding(mark, name, sentence)
            except ModuleNotFoundError as error:
                return Finding(BROKEN, name, f"waits for a package: {in_one_line(error)}. {INSTALL}.")
            except Exception as error:
                return Finding(BROKEN, name, f"{in_one_line(error)}. {remedy}.")

        return careful

    return decorate


@one_line("Python")
def python(version: tuple = sys.version_info[:3], prefix: str = sys.prefix) -> tuple[str, str]:
    """Is this Python new enough, and is it the one that the course was installed into?"""
    said, own = ".".join(map(str, version)), COURSE / ".venv"
    if tuple(version) < numbers(needed_python()):
        another = "If your newer Python has a name of its own: `make lab PYTHON=python3.12`"
        return BROKEN, f"this kernel is {said}; the course needs {needed_python()} or later. {START}. {another}."
    if own.exists() and Path(prefix).resolve() != own.resolve():
        remedy = f"{START}, then menu Kernel, Change Kernel"
        return LIMIT, f"{said} from {prefix}, which is not the course's own environment. {remedy}."
    return FINE, f"{said}, in {'the environment of the course' if own.exists() else Path(prefix).name}."


@one_line("packages")
def packages(version_of: Callable[[str], str | None] = installed) -> tuple[str, str]:
    """Is every package here that pyproject.toml declares, new enough, and do torch and torchvision fit together?"""
    needed = needed_packages()
    versions = {name: version_of(name) for name in needed}
    if not any(versions.values()):
        return (
            BROKEN,
            f"this Python has none of them, so it is a wrong kernel. {START}, then menu Kernel, Change Kernel.",
        )
    wrong = [f"{name} is missing" for name, version in versions.items() if version is None]
    here = {name: version for name, version in versions.items() if version is not None}
    old = [name for name, version in here.items() if numbers(version) < numbers(needed[name])]
    wrong += [f"{name} {here[name]} is older than {needed[name]}" for name in old]
    if wrong:
        return BROKEN, f"{', '.join(wrong)}. {INSTALL}."
    for name in ("torch", "torchvision"):  # whether the two fit together shows only here
        importlib.import_module(name)
    told = ", ".join(f"{name} {here[name].split('+')[0]}" for name in ("torch", "torchvision", "ipywidgets"))
    return FINE, f"all {len(here)} are here and new enough ({told})."


@one_line("device", "Set COURSE_DEVICE=cpu before you start JupyterLab: every lesson is made for a CPU")
def device() -> tuple[str, str]:
    """Which device the course runs on, said aloud, after it has multiplied two matrices.

    Raises `RuntimeError` where it multiplies wrongly.
    """
    import torch

    from course_utils.system.device import choose_hardware

    hardware = choose_hardware()
    ones = torch.ones(64, 64, device=hardware.device)
    if float((ones @ ones).sum()) != 64**3:
        raise RuntimeError(f"{hardware.name} multiplies two matrices wrongly")
    if hardware.device.type != "cpu":
        return FINE, str(hardware)
    if torch.cuda.is_available() or torch.backends.mps.is_available():
        return FINE, f"{hardware} There is a GPU too; COURSE_DEVICE keeps the course away from it."
    return FINE, f"{hardware} No GPU was found; only the labs' `short` and `full` profiles want one."


@one_line("memory")
def memory() -> tuple[str, str]:
    """Is there room for a lesson in memory?"""
    free = memory_gb()
    if free is None:
        return LIMIT, f"this system does not tell how much is free; a lesson needs less than {MEMORY_GB:.0f} GB."
    if free < MEMORY_GB:
        remedy = "Close other programs, and kernels you no longer use (menu Kernel, Shut Down All Kernels)"
        return LIMIT, f"{free:.1f} GB free, and a lesson may need {MEMORY_GB:.0f}. {remedy}."
    return FINE, f"{free:.0f} GB free; a lesson needs less than {MEMORY_GB:.0f}."


@one_line("disk", "Your notebooks are saved in this folder: see that it can be written to")
def disk(folder: str | Path = ".") -> tuple[str, str]:
    """Can your work be saved here, and is there room for the one download?"""
    free = shutil.disk_usage(folder).free / 1e9
    if not os.access(folder, os.W_OK):
        return BROKEN, "this folder cannot be written to, so nothing would be saved. Copy the course to one that can."
    if free < LEAST_DISK_GB:
        return BROKEN, f"{1000 * free:.0f} MB free: saving may fail. Make room first; nothing is lost so far."
    if free < DISK_GB:
        return LIMIT, f"{free:.1f} GB free: enough for your work, too little for CIFAR-10 ({DISK_GB} GB)."
    return FINE, f"{free:.0f} GB free; your own work takes a few MB."


@one_line("data", "Delete the folder .venv and run `make lab` again: the digits travel with scikit-learn")
def data() -> tuple[str, str]:
    """Are the digits here, and is CIFAR-10?"""
    from course_utils.data import FOLDER, digits

    cifar = any((FOLDER / name).exists() for name in ("cifar-10-batches-py", "cifar-10-python.tar.gz"))
    later = "CIFAR-10 is here too" if cifar else "CIFAR-10 (170 MB) is fetched when a lab's `full` profile wants it"
    return FINE, f"{digits()}. {later}."


@one_line("place")
def place(folder: str | Path = ".") -> tuple[str, str]:
    """Is this your own copy?"""
    if "my_work" in Path(folder).resolve().parts:
        return FINE, "my_work/, your own copies: what you write and predict stays here."
    return LIMIT, "not my_work/: what you predict here is not kept. `make lab` opens your own copy of this page."


def findings() -> Iterator[Finding]:
    """Every check in turn; the place only where predictions are to be kept (COURSE_PROGRESS is not set to nothing)."""
    checks = [python, packages, device, memory, disk, data]
    checks += [] if os.environ.get("COURSE_PROGRESS") == "" else [place]
    yield from (check() for check in checks)


def examine() -> None:
    """Print a line for each check as it ends, and what to do next."""
    marks = set()
    for finding in findings():
        print(finding, flush=True)
        marks.add(finding.mark)
    if BROKEN in marks:
        print("\nMend the lines marked ✗ first; then menu Kernel, Restart Kernel, and run this cell again.")
    else:
        print("\nThis machine works." + (" A line marked ! is a limit, not an error." if LIMIT in marks else ""))


def some_digits(count: int = 10) -> Any:
    """The first digits of the training split in a row, or one line that says why there are none."""
    try:
        from course_utils.data import digits
        from course_utils.figures import new_figure

        drawn, (figure, row) = digits(), new_figure(count, height=0.9)
        for index, axes in enumerate(row):
            axes.imshow(drawn.train_inputs[index, 0].numpy(), cmap="gray_r")
            axes.set_title(int(drawn.train_labels[index]), loc="left")  # where a figure looks for its words
            axes.axis("off")
        return figure
    except Exception as error:
        return Finding(BROKEN, "digits", f"{in_one_line(error)}. {INSTALL}.")


def in_one_line(error: Exception) -> str:
    """What an error says, without its traceback."""
    first = (str(error).strip().splitlines() or [""])[0]
    return (
        first.rstrip(".")
        if isinstance(error, (ValueError, ImportError))
        else f"{type(error).__name__}: {first}".rstrip(": .")
    )
