"""Say what is wrong with this machine or this installation, and the line that mends it. Changes nothing.

    make doctor          or, from the course's folder: python3 -m tools.doctor

Any Python from 3.9 on runs it, with no package installed. The exit status is 1 where something has to be mended (✗);
a limit (!) is none.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import socket
import sys
from pathlib import Path

from course_utils.start import health
from course_utils.start.health import BROKEN, FINE, LIMIT
from tools import installation, workspace
from tools.files import COURSE

PORT = 8888
CIFAR = {"cifar-10-python.tar.gz": 170_498_071}  # bytes, whole
FASHION = {
    "train-images-idx3-ubyte": 47_040_016,
    "train-labels-idx1-ubyte": 60_008,
    "t10k-images-idx3-ubyte": 7_840_016,
    "t10k-labels-idx1-ubyte": 10_008,
}
DEBIAN = Path("/usr/share/datasets/fashion-mnist")


class Found:
    """One line, and below it, where there is something to mend, the line that mends it."""

    def __init__(self, mark, name, sentence, mend=""):
        self.mark, self.name, self.sentence, self.mend = mark, name, sentence, mend

    def __repr__(self):
        line = f"{self.mark} {self.name}: {self.sentence}"
        return line + (f"\n    {self.mend}" if self.mend else "")


def photographs(course):
    """Are CIFAR-10 and Fashion-MNIST here, whole? Returns (mark, sentence, mend)."""
    folder = Path(os.environ.get("COURSE_DATA") or course / "data")
    if folder.exists() and not folder.is_dir():
        return BROKEN, f"{folder} is a file, and the data want a folder.", f"mv '{folder}' '{folder}.aside'"
    raw = folder / "FashionMNIST" / "raw"
    parts = {folder / name: size for name, size in CIFAR.items()} | {raw / name: size for name, size in FASHION.items()}
    cut = [path for path, size in parts.items() if path.exists() and path.stat().st_size != size]
    if cut:
        return (
            BROKEN,
            f"{cut[0].name} was cut off: {cut[0].stat().st_size:,} bytes of {parts[cut[0]]:,}.",
            f"rm '{cut[0]}'",
        )
    if os.environ.get("COURSE_DATA") and not folder.exists():
        return LIMIT, f"COURSE_DATA names {folder}, which does not exist: the labs would make it.", "unset COURSE_DATA"
    have = {
        "CIFAR-10": any((folder / name).exists() for name in (*CIFAR, "cifar-10-batches-py")),
        "Fashion-MNIST": all((raw / name).exists() for name in FASHION) or DEBIAN.exists(),
    }
    said = ", ".join(f"{name} {'is here' if here else 'is fetched when a lab wants it'}" for name, here in have.items())
    return FINE, f"{said}. Digits come with scikit-learn.", ""


def port(number=PORT):
    """Does anything answer where JupyterLab would? Returns (mark, sentence, mend)."""
    with socket.socket() as asking:
        asking.settimeout(1)
        taken = asking.connect_ex(("127.0.0.1", number)) == 0
    if taken:
        sentence = (
            f"another program answers at {number}; JupyterLab takes the next free one: open the address it prints."
        )
        return LIMIT, sentence, f'make lab LAB="--port {number + 1111}"'
    return FINE, f"{number} is free.", ""


def progress(my_work):
    """Can the learner's file be read? Returns (mark, sentence, mend)."""
    path = my_work / "progress.json"
    aside = sorted(file.name for file in my_work.glob("progress.corrupt-*.json"))
    kept = f" Set aside before: {', '.join(aside)}." if aside else ""
    if not path.exists():
        return FINE, f"nothing of yours is kept yet.{kept}", ""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(values, dict):
            return FINE, f"{len(values)} answers and points are kept.{kept}", ""
    except (OSError, ValueError):
        pass
    sentence = f"progress.json cannot be understood: the next answer sets it aside and begins a new one.{kept}"
    return LIMIT, sentence, f"cp '{path}' '{path}.copy'"


def copies(course, my_work):
    """Yield (mark, sentence, mend) for each copy in my_work/ that is older than the course's notebook, or one line."""
    record, noted, found = _record(my_work), workspace.read_cells(my_work), 0
    for name, original in workspace.originals(course).items():
        copy = my_work / name
        if not copy.exists() or name not in record:
            continue
        content = workspace.without_outputs(original.read_bytes())
        digests = {hashlib.sha256(text).hexdigest() for text in (content, original.read_bytes())}
        if record[name] in digests or hashlib.sha256(copy.read_bytes()).hexdigest() in digests:
            continue
        found += 1
        aside = copy.with_name(f"{copy.stem}-mine.ipynb")
        yield (
            LIMIT,
            f"the course has a newer {name}. {_changes(noted.get(name), content, copy)}",
            f"mv '{copy}' '{aside}' && make lab",
        )
    if not found:
        yield (
            FINE,
            "none in my_work/ is older than the course's." if record else "none are made yet: make lab does.",
            "",
        )


def _record(my_work):
    try:
        return dict(json.loads((my_work / workspace.RECORD).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _changes(before, content, copy):
    """Return what the course changed since the copy was made, cell by cell."""
    after, yours = workspace.cell_hashes(content), workspace.cell_hashes(copy.read_bytes())
    since = "since you got yours" if before else "or by you, against yours"
    before = before or yours
    kinds = {
        "changed": [id for id in after if id in before and after[id] != before[id]],
        "new": [id for id in after if id not in before],
        "gone": [id for id in before if id not in after],
    }
    said = [f"{len(ids)} {kind} ({installation.listed(ids)})" for kind, ids in kinds.items() if ids]
    return (
        f"Cells {since}: {'; '.join(said)}. Yours is kept."
        if said
        else "Its cells are the same, in another order or form."
    )


def findings(course, probe=True):
    """Yield what is found, one thing after the other; whatever a check stumbles over becomes its line."""
    yield from _careful("environment", lambda: [installation.environment(course)])
    yield from _careful("lock", lambda: [installation.lock(course)])
    yield from _careful("front end", lambda: [installation.front_end(course)] if (course / ".venv").exists() else [])
    for mark, name, sentence in installation.inside(course) if probe else ():
        yield Found(mark, name, sentence)
    my_work = course / "my_work"
    for finding in (health.memory(), health.disk(my_work if my_work.exists() else course)):
        yield Found(finding.mark, finding.name, finding.sentence)
    yield from _careful("downloads", lambda: [photographs(course)])
    yield from _careful("port", lambda: [port()])
    yield from _careful("progress", lambda: [progress(my_work)])
    yield from _careful("copies", lambda: copies(course, my_work))


def _careful(name, check):
    try:
        for mark, sentence, mend in check():
            yield Found(mark, name, sentence, mend)
    except Exception as error:
        yield Found(BROKEN, name, f"{health.in_one_line(error)}.", "make clean && make lab")


def main(arguments=None):
    """Print every finding; return 1 where something has to be mended, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--course", type=Path, default=COURSE, help="folder of the course")
    parser.add_argument(
        "--quick", action="store_true", help="do not ask the Python of .venv/, which takes some seconds"
    )
    options = parser.parse_args(arguments)
    marks = []
    for found in findings(options.course.absolute(), not options.quick):
        print(found, flush=True)
        marks.append(found.mark)
    broken, limits = marks.count(BROKEN), marks.count(LIMIT)
    print(f"\n{broken} to be mended (✗), {limits} limits (!). Nothing was changed.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
