"""A plug-in for nbval: compare outputs in the form in which the course stores them, text without HTML and stderr.

A panel whose computation fails says so in its place and stops no cell; here that is a failure. So is a claim whose
verdict does not stand: its cell states it, and goes on.
"""

import pytest

from tools.notebooks import FAILED_PANEL

DROPPED = ("text/html", "stderr", "application/javascript", "application/json")
LONG = ("lesson.ipynb", "lab.ipynb", "frontier.ipynb")  # begun last, one worker would end alone with them


def pytest_collection_modifyitems(items):
    """Long notebooks first; tell every notebook which kinds of output not to compare."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
    for notebook in {item.parent for item in items if hasattr(item.parent, "skip_compare")}:
        notebook.skip_compare = tuple(dict.fromkeys((*notebook.skip_compare, *DROPPED)))


def faults_of(outputs):
    """Yield a title and the words of each panel without a picture, and of each claim that does not stand."""
    for output in outputs:
        text = output.get("data", {}).get("text/plain", "")
        if FAILED_PANEL in text:
            yield "A panel failed", text
        if not output.get("metadata", {}).get("claim", {"stands": True})["stands"]:
            yield "A claim does not stand", text


def faults_of_points(cell, outputs, solved):
    """Yield the same for a cell of `solutions/` or `exercises/`: full points where solved, none where not.

    The one value of a graded cell is its points. What is written to stderr would be scored as 0 by nbgrader.
    """
    graded = cell.metadata.get("nbgrader", {})
    if graded.get("grade"):
        wanted = float(graded["points"]) if solved else 0.0
        values = [output["data"]["text/plain"] for output in outputs if output["output_type"] == "execute_result"]
        if [float(value) for value in values] != [wanted]:
            yield f"A graded cell has {wanted:g} points as its one value", ", ".join(values) or "It has none."
    if any(output.get("name") == "stderr" for output in outputs):
        yield "The cell writes to stderr", "nbgrader would score it as 0."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell that shows a panel without a picture, a claim that does not stand, or other points than it ought."""
    result = yield
    outputs, folders = getattr(item, "test_outputs", None) or (), item.path.parts
    faults = [*faults_of(outputs)]
    if {"solutions", "exercises"} & {*folders}:
        faults += faults_of_points(item.cell, outputs, solved="solutions" in folders)
    for title, text in faults:
        item.raise_cell_error(title, text)
    return result
