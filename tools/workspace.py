"""Copy the course's notebooks into my_work/, where you write in them. Nothing of yours is ever overwritten.

    python -m tools.workspace

Copies come without outputs: an answer that stands below its question spoils the question. `my_work/.course.json` keeps,
for each copy, the SHA-256 of what was copied, so that a later run can tell you when the course has a newer one; and one
of each of its cells, so that `make doctor` can tell you which.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from tools.files import COURSE, create_file, keep_aside, notebooks_in, replace_file

RECORD = ".course.json"


def originals(course):
    """Return {name in my_work: path of the original}: chapters/ as they lie, the exercises beside their lesson."""
    places = {}
    for folder in (course / "chapters", course / "exercises"):
        for path in notebooks_in(folder):
            places[path.relative_to(folder).as_posix()] = path
    return places


def read_record(my_work):
    """Return {name: hash of its original} and None, or an empty dict and where an unreadable record was put aside."""
    path = my_work / RECORD
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if all(isinstance(value, str) for value in files.values()):
            return files, None
    except FileNotFoundError:
        return {}, None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}, keep_aside(path)


def read_cells(my_work):
    """Return {name: {cell's id: its hash}} of the notebooks as they were copied; empty where nothing was noted."""
    try:
        cells = json.loads((my_work / RECORD).read_text(encoding="utf-8"))["cells"]
        return {name: dict(hashes) for name, hashes in cells.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_record(my_work, files, cells):
    """Write the record, whole or not at all."""
    record = {"files": dict(sorted(files.items())), "cells": dict(sorted(cells.items()))}
    replace_file(my_work / RECORD, (json.dumps(record, indent=1) + "\n").encode())


def cell_hashes(content):
    """Return {cell's id: a short hash of its source} of a notebook's bytes; empty for what is no notebook."""
    try:
        cells = json.loads(content)["cells"]
        return {cell["id"]: hashlib.sha256("".join(cell["source"]).encode()).hexdigest()[:12] for cell in cells}
    except (ValueError, KeyError, TypeError):
        return {}


def without_outputs(content):
    """Return a notebook's bytes without outputs and execution counts; what is no notebook stays as it is."""
    try:
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except (ValueError, KeyError, TypeError):
        return content
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def fill(course, my_work):
    """Copy what is missing; return the lists of new names and of names whose original has changed, and the aside."""
    my_work.mkdir(parents=True, exist_ok=True)
    before, aside = read_record(my_work)
    record, cells, new, newer = dict(before), read_cells(my_work), [], []
    noted = dict(cells)
    try:
        for name, original in originals(course).items():
            content = without_outputs(original.read_bytes())
            digest = hashlib.sha256(content).hexdigest()
            if record.get(name) == hashlib.sha256(original.read_bytes()).hexdigest():
                record[name] = digest  # copied with its outputs, as the course once did
            (my_work / name).parent.mkdir(parents=True, exist_ok=True)
            try:
                create_file(my_work / name, content)
                new.append(name)
                record[name] = digest
            except FileExistsError:
                if digest == hashlib.sha256((my_work / name).read_bytes()).hexdigest():
                    record[name] = digest
                elif record.setdefault(name, digest) != digest:
                    newer.append(name)
            if record.get(name) == digest and name not in newer:
                cells[name] = cell_hashes(content)
    finally:  # what was copied before a disk filled up is remembered, if the disk lets us
        if (record, cells) != (before, noted):
            write_record(my_work, record, cells)
    return new, newer, aside


def report(my_work, new, newer, aside):
    """Return what a learner should know, in a few lines."""
    place = f"{my_work.name}/"
    lines = []
    if aside:
        lines.append(f"The record {place}{RECORD} was unreadable: it is kept as {aside.name}, and a new one begins.")
    if new:
        lines.append(f"{place} has {len(new)} new notebook{'s' if len(new) > 1 else ''}: {', '.join(new)}.")
    for name in newer:
        lines.append(
            f"The course has a newer {name}; yours is kept. To take the new one, rename yours and run make lab again."
        )
    return "\n".join(lines)


def main(arguments=None):
    """Fill my_work/ and say what happened; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--course", type=Path, default=COURSE, help="folder of the course")
    parser.add_argument("--to", type=Path, help="folder for the copies (my_work/ in the course's folder)")
    options = parser.parse_args(arguments)
    my_work = options.to or options.course / "my_work"
    try:
        new, newer, aside = fill(options.course, my_work)
    except OSError as error:
        print(
            f"Your notebooks could not all be copied to {my_work} ({error.strerror or error}). Nothing of yours was "
            "changed; make room or writable space there, and run the same command again.",
            file=sys.stderr,
        )
        return 1
    if text := report(my_work, new, newer, aside):
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
