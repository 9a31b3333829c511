"""A lesson in JupyterLab in a real browser: its panels appear, and answer the keyboard with another picture."""

import ast
import json
import re

import pytest

from tests.browser.conftest import COURSE

LESSONS = sorted((COURSE / "chapters").glob("[0-9]*/lesson.ipynb"))


def code_of(path):
    """Return {id: source} of the notebook's code cells, in order, without those that fail on purpose."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and "raises-exception" not in cell["metadata"].get("tags", [])
    }


def panels_of(code):
    """Return the ids of the cells that show a panel."""
    return [name for name, source in code.items() if re.search(r"^panels\.\w+\(", source, re.MULTILINE)]


def names_in(source):
    """Return the names that a cell sets and the names that it uses."""
    made, used = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).split(".")[0])
    return made, used


def with_what_they_need(code, wanted):
    """Return the wanted cells and the earlier cells that set what they use, in order: not the whole lesson."""
    chosen, needed = [], set()
    for name, source in reversed(code.items()):
        made, used = names_in(source)
        waits = chosen and ".result()" in source  # for what trains in the background and fills a list meanwhile
        if name in wanted or made & needed or waits:
            chosen.append(name)
            needed = needed - made | used - made
    return chosen[::-1]


def test_there_is_a_lesson():
    assert LESSONS


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_panels_answer_the_keyboard(lab, path):
    code = code_of(path)
    panels = panels_of(code)
    assert len(panels) >= 5
    lab.open_notebook(f"{path.parent.name}/lesson.ipynb").run_cells(with_what_they_need(code, panels))
    for panel in panels:
        handle = lab.cell(panel).get_by_role("slider").first
        if not handle.count():
            continue
        before = lab.image_of(panel)
        at_the_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.focus()
        lab.page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
        after = lab.next_image_of(panel, before)
        assert after.startswith(b"\x89PNG"), panel
    assert not lab.errors()


def test_start_notebook_runs(lab):
    lab.open_notebook("00_start_here.ipynb").run_all()


def test_stored_pictures_show_without_a_kernel_run(lab):
    """What is stored is what a reader sees before running anything."""
    name = f"{LESSONS[0].parent.name}/lesson.ipynb"
    lab.open_notebook(name)
    stored = sum("image/png" in output.get("data", {}) for cell in lab.cells() for output in cell.get("outputs", []))
    shown = lab.page.locator(".jp-NotebookPanel .jp-OutputArea-output img").count()
    assert shown >= stored > 0


def test_both_themes(lab):
    lab.open_notebook("00_start_here.ipynb")
    for theme in ("dark", "light"):
        lab.set_theme(theme)
        background = lab.page.locator(".jp-Notebook").first.evaluate("node => getComputedStyle(node).backgroundColor")
        brightness = sum(int(part) for part in background.removeprefix("rgb(").split(")")[0].split(",")[:3]) / 3
        assert (brightness > 128) == (theme == "light")
