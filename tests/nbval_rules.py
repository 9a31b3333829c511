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
    for output in outputs or ():
        text = output.get("data", {}).get("text/plain", "")
        if FAILED_PANEL in text:
            yield "A panel failed", text
        if not output.get("metadata", {}).get("claim", {"stands": True})["stands"]:
            yield "A claim does not stand", text


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell that shows a panel without a picture, or a claim that does not stand."""
    result = yield
    for title, text in faults_of(getattr(item, "test_outputs", None)):
        item.raise_cell_error(title, text)
    return result
