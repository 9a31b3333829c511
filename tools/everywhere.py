"""Run every notebook on the device at hand, without a Jupyter server, and print a line a notebook and a line a claim.

    python -m tools.everywhere                          00, lessons, labs and solutions on the best device here
    python -m tools.everywhere --device cuda --jobs 6   six at a time on the GPU
    python -m tools.everywhere --device pretend --brief what would fail on a GPU, found on a CPU in minutes
    python -m tools.everywhere --notebooks chapters/04_ensembles/lesson.ipynb --seed-shift 1000

The exit status is 1 where a cell failed that should not, one did not that should, a panel has no picture, or a process
died. A claim that does not stand is told, and no error: `make claims` and the tests hold the claims.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tools import variants
from tools.cells import BEGUN, warnings_in
from tools.files import COURSE, notebooks_in, replace_file
from tools.notebooks import KERNEL

DEVICES = ("auto", "cpu", "cuda", "mps", "pretend")
LONGEST = 1800  # seconds of one notebook
SHOWN = 3  # lines of stderr


def course_notebooks(names: list[str] | None = None) -> list[Path]:
    """The notebooks to run: those named (a file, or a part of their path), else all but the learner's exercises."""
    every = [*notebooks_in(COURSE / "chapters"), *notebooks_in(COURSE / "solutions")]
    if not names:
        return every
    chosen = [path for path in every if any(name in os.path.relpath(path, COURSE) for name in names)]
    chosen += [path for path in map(Path, names) if path.is_file() and path.resolve() not in every]
    if not chosen:
        raise SystemExit(f"No notebook is called {', '.join(names)}.")
    return chosen


def run_notebook(path: Path, options: argparse.Namespace, settings: dict[str, str] | None = None) -> dict:
    """What came of one notebook in a process of its own: the record of `tools.cells`.

    `settings` are further environment variables. A process that dies or takes too long is an error of the record.
    """
    with tempfile.TemporaryDirectory() as folder:
        record, said = Path(folder) / "record.json", Path(folder) / "stderr"
        command = [sys.executable, "-m", "tools.cells", str(path), str(record), *variants.as_arguments(options)]
        with open(said, "wb") as stderr:
            status = _finished(command, stderr, os.environ | KERNEL | (settings or {}))
        outcome = json.loads(record.read_text()) if record.exists() else _nothing(path)
        lines = warnings_in(said.read_text(errors="replace"))
    outcome["stderr"] += [{"cell": "", "line": line} for line in lines]
    if status:
        outcome["errors"].append(
            {"cell": outcome["running"], "error": f"the process {status}", "traceback": lines[-8:]}
        )
    return outcome


def _finished(command, stderr, environment):
    """Run the command from the course's root; return "" or, in words, how it went wrong."""
    environment = environment | {BEGUN: str(time.time())}
    path = [str(COURSE), *filter(None, [environment.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(path)
    try:
        done = subprocess.run(
            command,
            cwd=COURSE,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return f"took over {LONGEST} s"
    return f"ended with status {done.returncode}" if done.returncode else ""


def _nothing(path):
    """The record of a process that wrote none."""
    record = {"notebook": os.path.relpath(path, COURSE), "running": "", "seconds": 0.0, "first_panel": None, "cells": 0}
    return record | {"errors": [], "failed_panels": [], "stderr": [], "claims": []}


def run_all(tasks: list[Callable[[], dict]], jobs: int) -> Iterator[dict]:
    """The records of the tasks, `jobs` at a time, each as soon as it is there."""
    with ThreadPoolExecutor(jobs) as pool:
        for done in as_completed([pool.submit(task) for task in tasks]):
            yield done.result()


def failed(record: dict) -> bool:
    """Whether a notebook has an error or a panel without a picture."""
    return bool(record["errors"] or record["failed_panels"])


def told(record: dict) -> Iterator[str]:
    """A line for the notebook, then one for each error, warning and claim."""
    errors, panels = len(record["errors"]), len(record["failed_panels"])
    verdict = "ok" if not failed(record) else f"{errors} errors, {panels} panels without a picture"
    first = "" if record["first_panel"] is None else f", first panel after {record['first_panel']:.0f} s"
    yield f"{record['notebook']}: {verdict}, {record['cells']} cells in {record['seconds']:.0f} s{first}"
    for entry in [*record["errors"], *record["failed_panels"]]:
        yield f"    in {entry['cell']}: {entry['error']}"
    for entry in record["stderr"][:SHOWN]:
        yield f"    stderr of {entry['cell'] or 'the process'}: {entry['line']}"
    if len(record["stderr"]) > SHOWN:
        yield f"    and {len(record['stderr']) - SHOWN} more lines of stderr"
    yield from map(claim_line, record["claims"])


def claim_line(claim: dict) -> str:
    """One claim: whether it stands, its verdict, and what was measured."""
    stands = "stands" if claim["stands"] else "DOES NOT STAND"
    quantities = [f"{each['name']} {each['value']:.3g}" for each in claim["evidence"]]
    return f"  {claim['id']:4} {stands}: {claim['verdict']}" + (f" [{'; '.join(quantities)}]" if quantities else "")


def on_device(options: argparse.Namespace) -> dict[str, str]:
    """The environment that brings a process onto the device asked for; sets the option for the pretended one."""
    options.pretend = options.pretend or options.device == "pretend"
    return {"COURSE_DEVICE": "cpu" if options.pretend else options.device}


def main(arguments: list[str] | None = None) -> int:
    """Run, tell, write the records if asked, return 1 on any error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=DEVICES, default=os.environ.get("COURSE_DEVICE") or "auto")
    parser.add_argument("--notebooks", nargs="+", metavar="PATH", help="these, or those whose path contains this")
    parser.add_argument("--jobs", type=int, default=1, help="notebooks at a time")
    parser.add_argument("--json", type=Path, help="write what was found to this file, anew after each notebook")
    variants.add_options(parser)
    options = parser.parse_args(arguments)
    settings, records = on_device(options), []
    tasks = [lambda path=path: run_notebook(path, options, settings) for path in course_notebooks(options.notebooks)]
    for record in run_all(tasks, options.jobs):
        records.append(record)
        print(*told(record), sep="\n", flush=True)
        if options.json:
            replace_file(options.json, json.dumps(records, indent=1).encode())
    wrong, claims = sum(map(failed, records)), [claim for record in records for claim in record["claims"]]
    standing = sum(claim["stands"] for claim in claims)
    print(f"{len(records) - wrong} of {len(records)} notebooks pass, {standing} of {len(claims)} claims stand")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
