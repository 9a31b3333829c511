"""COURSE_SCALE is the scale of whatever names none; what a cell names wins; a bad value is said in one sentence."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.figures import CourseFigure, new_figure, style, styled
from course_utils.figures.drawing.sheet import Sheet
from course_utils.panels.picture import Picture
from course_utils.system.scales import SCALES, VARIABLE, chosen

COURSE = Path(__file__).parents[2]


@pytest.fixture
def projected(monkeypatch):
    monkeypatch.setenv(VARIABLE, "projected")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


def sizes(**settings):
    """Sizes of type in a figure of a cell, one of the package, a drawing, and a panel's picture."""

    @styled
    def drawn(scale: str | None = None):
        return new_figure(scale=scale)[1]

    figure, axes = new_figure(**settings)
    assert isinstance(figure, CourseFigure)
    sheet = Sheet(2, 1, **settings)
    picture = Picture(lambda figure: figure.subplots(), lambda *_: None, **settings)
    return axes.title.get_size(), drawn(**settings).title.get_size(), sheet.text(1, 1, "x").get_size(), picture.width


def test_the_variable_is_the_scale_of_what_names_none(monkeypatch):
    page = sizes()
    assert page == sizes(scale="page")
    monkeypatch.setenv(VARIABLE, "projected")
    assert sizes() == sizes(scale="projected")
    assert all(large > small for large, small in zip(sizes(), page, strict=True))


def test_a_cell_wins_over_the_variable(projected):
    assert chosen("page") == "page" and style("page")["font.size"] == 10
    assert sizes(scale="page")[0] == 11


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_variable_is_none(monkeypatch, value):
    monkeypatch.setenv(VARIABLE, value)
    assert chosen() == "page"


def test_a_bad_value_is_said_with_the_variable_and_the_choice(monkeypatch):
    monkeypatch.setenv(VARIABLE, "huge")
    with pytest.raises(
        ValueError, match=r"^No scale is called 'huge' \(COURSE_SCALE says so\). Choose one of page, proj"
    ):
        new_figure()
    with pytest.raises(ValueError, match=r"^No scale is called 'poster'. Choose one of page, projected\.$"):
        chosen("poster")
    assert chosen("page") == "page"


def test_make_lab_says_it_before_anything_starts(tmp_path):
    """One sentence, no traceback, no server."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (python.parent.parent / ".course-installed").write_text(f"{COURSE}\n")
    command = ["make", "-o", f"{python.parent.parent}/.course-installed", "lab", "SCALE=huge", f"VENV={tmp_path}/venv"]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, timeout=60, env=os.environ.copy())
    assert done.returncode and "No scale is called 'huge'" in done.stderr and "Traceback" not in done.stderr
    assert "my_work" not in done.stdout


def test_no_figure_and_no_panel_names_a_scale_by_default():
    """A default of "page" would not follow the variable."""
    named = []
    for path in sorted((COURSE / "course_utils").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            values = [*node.defaults, *filter(None, node.kw_defaults)] if isinstance(node, ast.arguments) else []
            values += [node.value] if isinstance(node, ast.AnnAssign) and node.value else []
            named += [f"{path}: {v.lineno}" for v in values if isinstance(v, ast.Constant) and v.value in SCALES]
    assert not named, named
