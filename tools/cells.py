"""Run the cells of one notebook in this process, without kernel or server, and write down what came of each.

    python -m tools.cells chapters/x/lesson.ipynb record.json [--pretend] [--brief] [--seed-shift 1000] [--no-onednn]

`python -m tools.everywhere` starts one such process a notebook. The record is written anew after each cell, so that
the process may die and what it had found is still there.
"""

import argparse
import contextlib
import io
import json
import os
import re
import sys
import time
import traceback
from pathlib import Path

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

from tools import variants
from tools.files import COURSE, replace_file
from tools.notebooks import FAILED_PANEL, PROGRESS_BAR, SHOWS_PANEL, read

BAR = re.compile(rf"{PROGRESS_BAR.pattern}|\d+(it|epoch|unit|block)?\s*\[\d+:\d+")
SLOW = 2  # seconds from which on a cell is named
BEGUN = "COURSE_BEGUN"  # when the process was started, on the wall clock


class Kept(DisplayHook):
    """Keeps the value of a cell among what the cell displayed, in the place of printing it."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self):
        pass


class Shell(InteractiveShell):
    """IPython as a kernel has it, with what is displayed kept."""

    displayhook_class = Type(Kept)
    display_pub_class = Type(CapturingDisplayPublisher)

    def showtraceback(self, *_, **__):
        pass  # the record has the error

    showsyntaxerror = showtraceback

    def enable_gui(self, gui=None):
        pass  # figures are pictures here


def new_shell():
    """A fresh shell that shows figures as a notebook does and keeps no history."""
    shell = Shell.instance()
    shell.history_manager.enabled = False
    shell.enable_matplotlib("inline")
    return shell


def run_cell(shell, cell):
    """Run one code cell; return its seconds, its error (None, or one line), its traceback, outputs and warnings."""
    shell.display_pub.outputs.clear()
    said = io.StringIO()
    begin = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        done = shell.run_cell(cell.source, store_history=True, cell_id=cell.id)
    seconds, error = time.monotonic() - begin, done.error_before_exec or done.error_in_exec
    return {
        "seconds": round(seconds, 2),
        "error": f"{type(error).__name__}: {error}".strip().split("\n")[0] if error else None,
        "traceback": traceback.format_exception(error)[-8:] if error else [],
        "outputs": list(shell.display_pub.outputs),
        "stderr": warnings_in(said.getvalue()),
    }


def warnings_in(text):
    """The lines of stderr that are neither empty nor a progress bar."""
    lines = (line.strip() for line in re.split(r"[\r\n]+", text))
    return [line for line in lines if line and not BAR.search(line)]


class Record:
    """What came of a notebook: plain data in a file that is replaced after each cell."""

    def __init__(self, path, notebook):
        self.path, self.begun = path, float(os.environ.get(BEGUN) or time.time())
        self.data = {"notebook": notebook, **variants.machine(), "running": "", "seconds": 0.0, "first_panel": None}
        self.data |= {"cells": 0, "slow_cells": {}, "errors": [], "failed_panels": [], "stderr": [], "claims": []}

    def write(self, **entries):
        self.data |= entries | {"seconds": round(time.time() - self.begun, 1)}
        self.data["processor_seconds"] = round(time.process_time(), 1)
        replace_file(self.path, json.dumps(self.data).encode())

    def add(self, cell, done):
        """Note what came of `cell`; a cell tagged `raises-exception` has to fail."""
        tags, data = cell.metadata.get("tags", []), self.data
        data["cells"] += 1
        if done["seconds"] > SLOW:
            data["slow_cells"][cell.id] = done["seconds"]
        expected = "raises-exception" in tags
        if expected != bool(done["error"]):
            error = "it should have failed" if expected else done["error"]
            data["errors"].append({"cell": cell.id, "error": error, "traceback": done["traceback"]})
        texts = [str(output["data"].get("text/plain", "")) for output in done["outputs"]]
        data["failed_panels"] += [{"cell": cell.id, "error": text} for text in texts if FAILED_PANEL in text]
        data["stderr"] += [{"cell": cell.id, "line": line} for line in done["stderr"]]
        data["claims"] += claims_of(tags, done)
        if SHOWS_PANEL.search(cell.source) and data["first_panel"] is None:
            data["first_panel"] = round(time.time() - self.begun, 1)


def claims_of(tags, done):
    """The verdicts that a cell showed; for a claim's cell without one, whether it ran: an old assert says no more."""
    shown = [output["metadata"]["claim"] for output in done["outputs"] if "claim" in (output["metadata"] or {})]
    common = {"seconds": done["seconds"], "error": done["error"]}
    for tag in (tag for tag in tags if tag.startswith("claim:")):
        if not any(claim["id"] == tag.removeprefix("claim:") for claim in shown):
            verdict = "the cell ran" if not done["error"] else "the cell failed"
            stated = {"id": tag.removeprefix("claim:"), "verdict": verdict, "kind": "no verdict", "evidence": []}
            shown.append(stated | {"stands": not done["error"]})
    return [claim | common for claim in shown]


def run(path, record, brief=False):
    """Run all code cells of the notebook at `path` in its folder, however many fail; `brief` cuts long loops."""
    shell, notebook = new_shell(), read(path)
    if brief:
        from tools.brief import FewTurns

        shell.ast_transformers.append(FewTurns())
    os.chdir(path.parent)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            record.write(running=cell.id)
            record.add(cell, run_cell(shell, cell))
    record.write(running="")


def main(arguments=None):
    """Set the variant up, before anything of the course is imported, and run the notebook."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("record", type=Path)
    variants.add_options(parser)
    options = parser.parse_args(arguments)
    variants.set_up(options)
    path = options.notebook.resolve()
    run(path, Record(options.record.resolve(), os.path.relpath(path, COURSE)), options.brief)
    sys.stdout.flush()
    os._exit(0)  # panels may still compute in the background, and nobody waits for them


if __name__ == "__main__":
    main()
