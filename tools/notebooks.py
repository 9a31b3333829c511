"""Run the chapters in place, and keep every notebook of the course in one normal form.

    python -m tools.notebooks                       run all chapters, tidy solutions/ and exercises/
    python -m tools.notebooks chapters/x.ipynb      run these only
    python -m tools.notebooks --normalise-only      tidy, run nothing
    python -m tools.notebooks --check               change nothing; fail if tidying would

The normal form: nbformat 4.5 with readable cell ids; no widget state, timings or editor settings in the metadata;
outputs of text and PNG only, without stderr, progress bars and object addresses; announced errors by name and message.
Notebooks of solutions/ and exercises/ carry no outputs. A notebook that fails is left as it was. What a panel keeps for
a notebook opened again (`panels/access.py`) is not stored: learners get copies without outputs, GitHub the rest.
"""

import argparse
import base64
import io
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

from tools.files import COURSE, notebooks_in, replace_file

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"tags", "nbgrader", "jupyter", "editable", "deletable", "slideshow"}
KEPT_TYPES = ("text/plain", "text/markdown", "image/png")
LIGHT = "needs_background"  # in the metadata of a picture that stays as it is on a dark page
WIDGET_TYPE = "application/vnd.jupyter.widget-view+json"
LARGEST = 700 * 1024
# An author's own predictions and results stay out of the outputs, and nobody waits for hours on a GPU.
KERNEL = {"COURSE_PROGRESS": "", "COURSE_RESULTS": "", "COURSE_PROFILE": "quick"}
READABLE_ID = re.compile(
    r"(?![0-9a-f]{8}(-|$))[a-z][a-z0-9]*(-[a-z0-9]+)*"
)  # not 8 hex digits: those are drawn at random
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,16}\b")
FAILED_PANEL = "there is no picture"  # what a panel says of an error in its computation, which stops no notebook
SHOWS_PANEL = re.compile(r"^panels\.\w+\(", re.MULTILINE)  # how the source of a cell with a panel begins a line
PROGRESS_BAR = re.compile(r"\d+%\|.*\|")
WIDGET_REPR = re.compile(r"[A-Z]\w*\(.*\)", re.DOTALL)


class NotebookError(Exception):
    """What is wrong with a notebook, in one sentence."""


def normalise(notebook, keep_outputs=True):
    """Bring `notebook` into the normal form, in place, and return it."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    executed = 0
    for cell in notebook.cells:
        cell.metadata = NotebookNode({key: value for key, value in cell.metadata.items() if key in CELL_METADATA})
        if cell.cell_type != "code":
            continue
        cell.outputs = normal_outputs(cell.outputs) if keep_outputs else []
        if keep_outputs and cell.execution_count is not None:
            executed += 1
            cell.execution_count = executed
        else:
            cell.execution_count = None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def normal_outputs(outputs):
    """Return the outputs that are kept, in their normal form, with neighbouring printed text joined."""
    kept = []
    for output in outputs:
        output = normal_output(output)
        if output is None:
            continue
        if output.output_type == "stream" and kept and kept[-1].output_type == "stream":
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def normal_output(output):
    """Return one output in its normal form, or None if nothing of it is kept."""
    if output.output_type == "stream":
        return None if output.name == "stderr" else NotebookNode(output, text=without_addresses(output.text))
    if output.output_type == "error":
        message = without_addresses(output.evalue)
        return NotebookNode(output, evalue=message, traceback=[f"{output.ename}: {message}"])
    data = {kind: value for kind, value in output.data.items() if kind in KEPT_TYPES}
    if WIDGET_TYPE in output.data and "image/png" not in data and is_widget_default(data.get("text/plain", "")):
        return None
    if not data:
        return None
    data = {kind: compact(value) if kind == "image/png" else without_addresses(value) for kind, value in data.items()}
    metadata = {kind: value for kind, value in output.metadata.items() if kind in data or kind == LIGHT}
    return NotebookNode(output, data=NotebookNode(data), metadata=NotebookNode(metadata))


def compact(png):
    """Return a picture (base64) with a palette of 256 colours, enough for a chart and a third of the bytes."""
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    if image.mode == "P":
        return png
    buffer = io.BytesIO()
    palette = image.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def is_widget_default(text):
    """Return whether `text` is what a widget prints of itself, or a progress bar: nothing worth keeping."""
    return not text or bool(WIDGET_REPR.fullmatch(text.strip())) or bool(PROGRESS_BAR.search(text))


def without_addresses(text):
    """Return `text` with the addresses of objects, which change at every run, replaced by 0x…"""
    return ADDRESS.sub("0x…", text)


def to_bytes(notebook):
    """Return the notebook as the bytes of its file."""
    return (nbformat.v4.writes(notebook).rstrip("\n") + "\n").encode()


def problems(notebook):
    """Yield what the normal form cannot mend, one sentence each."""
    seen = set()
    for number, cell in enumerate(notebook.cells):
        name = cell.get("id", "")
        if not READABLE_ID.fullmatch(name):
            yield f"names its cell {number} {name!r}: give it a readable id such as telescope-panel"
        if name in seen:
            yield f"has two cells called {name}"
        seen.add(name)
        for output in cell.get("outputs", []):
            text = str({kind: value for kind, value in output.get("data", output).items() if kind != "image/png"})
            if any(place in text for place in (str(COURSE), str(Path.home()) + "/", tempfile.gettempdir() + "/")):
                yield f"prints a path of this machine in cell {name}"
            if FAILED_PANEL in output.get("data", {}).get("text/plain", ""):
                yield f"shows a panel that failed in cell {name}: {output.data['text/plain']}"
    if len(seen) == len(notebook.cells):  # the validator would mend repeated ids without a word
        try:
            nbformat.validate(json.loads(to_bytes(notebook)))
        except nbformat.ValidationError as error:
            yield f"is not valid: {error.message}"
    if (size := len(to_bytes(notebook))) >= LARGEST:
        yield f"has {size // 1024} KB with its outputs; the limit is {LARGEST // 1024} KB: smaller or fewer pictures"


def is_released(path):
    """Return whether `path` lies in solutions/ or exercises/, whose notebooks carry no outputs."""
    return bool({"solutions", "exercises"} & set(Path(path).resolve().parts[-3:-1]))


def read(path):
    """Return the notebook at `path`; its ids are left as they are, not repaired."""
    try:
        return nbformat.v4.reads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise NotebookError(f"cannot be read: {error}") from error


def execute(notebook, folder, cell_seconds=600):
    """Run every cell of `notebook`, in place, with `folder` as the kernel's working folder."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    started = ["(none)"]
    client = NotebookClient(
        notebook,
        timeout=cell_seconds,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: started.append(cell.id),
    )
    try:
        client.execute(env=os.environ | KERNEL)
    except CellExecutionError as error:
        raise NotebookError(f"stopped in cell {started[-1]}: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise NotebookError(f"stopped in cell {started[-1]}, which took over {cell_seconds} s") from error
    except DeadKernelError as error:
        raise NotebookError(f"stopped in cell {started[-1]}: its kernel died") from error
    for cell in notebook.cells:
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if expected and not any(output.output_type == "error" for output in cell.get("outputs", [])):
            raise NotebookError(f"has a cell {cell.id} that should fail, and it did not")


def handle(path, run, check):
    """Bring the notebook at `path` into its normal form, running it first if asked; return what was done."""
    notebook = read(path)
    begin = time.monotonic()
    if run:
        execute(notebook, path.parent)
    normalise(notebook, keep_outputs=not is_released(path))
    if wrong := list(problems(notebook)):
        raise NotebookError("; ".join(wrong))
    content = to_bytes(notebook)
    if content == path.read_bytes():
        return "unchanged"
    if check:
        raise NotebookError("is not in its normal form: run python -m tools.notebooks --normalise-only")
    replace_file(path, content)
    return f"run in {time.monotonic() - begin:.0f} s, {len(content) // 1024} KB" if run else "tidied"


def main(arguments=None):
    """Handle the named notebooks, or all; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--normalise-only", action="store_true", help="run nothing")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if tidying would")
    options = parser.parse_args(arguments)
    paths = options.notebooks or [
        path for folder in ("chapters", "solutions", "exercises") for path in notebooks_in(COURSE / folder)
    ]
    failed = 0
    for path in map(Path, paths):
        try:
            run = not (options.normalise_only or options.check or is_released(path))
            print(f"{os.path.relpath(path)}: {handle(path, run, options.check)}", flush=True)
        except (NotebookError, OSError) as error:
            failed += 1
            print(f"{os.path.relpath(path)} {error}", file=sys.stderr, flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
