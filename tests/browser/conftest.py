"""The server and the page that browser tests share, and a loud word when there is no browser."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.browser.lab import Lab, Server, find_browser

COURSE = Path(__file__).parent.parent.parent
NOT_RUN = "The browser tests were NOT RUN: no chromium or Chrome was found. Install one, or name it in COURSE_BROWSER."
skipped = []


# Begun first and in this order, so that no worker ends alone with a long one.
LONG = ("test_demo.py", "test_pages.py", "test_week.py")


def pytest_collection_modifyitems(items):
    """The long files first, where these tests are all there is."""
    if all(item.path.parent == Path(__file__).parent for item in items):
        items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.hookimpl(optionalhook=True)  # there is no such hook without xdist
def pytest_xdist_make_scheduler(config, log):
    """Two workers, each with a server of its own, share out the files, and of the learner's week the lessons.

    With `--dist loadscope`: marks for `loadgroup` do nothing since pytest 9.2 (pytest-xdist 3.8).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return unit_of(nodeid)

    return Scheduling(config, log) if config.getvalue("dist") == "loadscope" else None


def unit_of(nodeid):
    """What one worker runs together: the tests of a file; of the learner's week, those of a lesson."""
    file, lesson = nodeid.split("::")[0], re.search(r"test_week.*\[(\d\d_\w+)", nodeid)
    return f"{file} {lesson[1]}" if lesson else file


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A JupyterLab server over copies of the chapters; the repository itself is out of its reach."""
    if find_browser() is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(NOT_RUN, pytrace=False)
        skipped.append(NOT_RUN)
        pytest.skip(NOT_RUN)
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(COURSE / "chapters", folder, dirs_exist_ok=True)
    with Server(folder) as running:
        yield running


@pytest.fixture
def lab(server):
    """A fresh page on the server."""
    with Lab(server) as page:
        yield page


def pytest_terminal_summary(terminalreporter):
    """Say aloud, in red, that nothing was tried."""
    if skipped:
        terminalreporter.section("browser", red=True, bold=True)
        terminalreporter.line(skipped[0], red=True, bold=True)
