"""The server and the page that browser tests share, and a loud word when there is no browser."""

import os
import shutil
from pathlib import Path

import pytest

from tests.browser.lab import Lab, Server, find_browser

COURSE = Path(__file__).parent.parent.parent
NOT_RUN = "The browser tests were NOT RUN: no chromium or Chrome was found. Install one, or name it in COURSE_BROWSER."
skipped = []


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
