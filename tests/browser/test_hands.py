"""Keys pressed in a panel stay there, its controls have names, and a notebook opened again shows what was there."""

import nbformat
import pytest

CELLS = {
    "imports": "from course_utils.panels import ensembles, ode_view, residual_mathematics\n"
    "from course_utils.panels.prediction import predict\nfrom course_utils.data import digits\n"
    "from course_utils.networks.staged import UniformNet",
    "variation": 'residual_mathematics.variation_bound()(shape="noise")',
    "question": 'predict("hands", "Which is it?", ["one", "two", "three"])',
    "table": 'ensembles.operating_table({"residual": UniformNet(4, channels=4).eval()}, digits())',
    "plane": "ode_view.stability_plane()",
}
# Each: where the focus goes, the key that moves a value, and how the page says the value.
FOCUS = {
    "slider": ("variation", ".noUi-handle", "ArrowUp", "node => node.getAttribute('aria-valuenow')"),
    "radio": ("question", "input[type=radio]", "ArrowDown", "node => document.activeElement.value"),
    "menu": ("variation", "select", "ArrowUp", "node => node.value"),
    "table": ("table", ".blocks button", "Enter", "node => document.activeElement.getAttribute('aria-pressed')"),
    "plane": ("plane", ".course-plane-handle", "ArrowUp", "node => node.getAttribute('aria-valuetext')"),
}
ASLEEP = "This panel is asleep: run its cell (Shift+Enter)."


@pytest.fixture(scope="module")
def notebook(server):
    """The path of a notebook with one panel of each kind and a prediction."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id=name) for name, code in CELLS.items()])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, server.folder / "hands.ipynb")
    return "hands.ipynb"


def sources(lab):
    """The ids and sources of all cells, and which of them is the active one."""
    active = lab.page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCell.model.id")
    return [(cell["id"], cell["source"]) for cell in lab.cells()], active


def press_everywhere(lab):
    """Press what cuts, inserts, deletes and moves cells at each kind of control, then the key that moves its value."""
    for name, (cell, selector, key, value) in FOCUS.items():
        node = lab.cell(cell).locator(selector).first
        node.scroll_into_view_if_needed()
        node.focus()
        before = sources(lab)
        for letter in ("x", "b", "d", "d", "a", "ArrowDown", "ArrowUp"):
            lab.page.keyboard.press(letter)
        assert sources(lab) == before, name
        node = lab.cell(cell).locator(selector).first
        was = node.evaluate(value)
        lab.page.keyboard.press(key)
        lab.page.wait_for_timeout(400)
        assert node.evaluate(value) != was, name
        assert sources(lab) == before, name


def check_names(lab):
    """Every handle, group of radios and picture on the page says what it is."""
    for selector, attribute in ((".noUi-handle", "aria-label"), ("[role=radiogroup]", "aria-label"), ("img", "alt")):
        nodes = lab.page.locator(f".jp-OutputArea-output {selector}")
        said = nodes.evaluate_all(f"nodes => nodes.map(node => node.getAttribute('{attribute}'))")
        assert said and all(said), (selector, said)


def test_keys_stay_in_the_panel_and_everything_has_a_name(lab, notebook):
    lab.open_notebook(notebook).run_cells(CELLS)
    lab.cell("plane").locator(".course-plane-handle").wait_for()
    lab.page.wait_for_timeout(500)
    press_everywhere(lab)
    check_names(lab)


def test_a_notebook_opened_again_shows_what_was_there(lab, server, notebook):
    lab.open_notebook(notebook).run_cells(list(CELLS)[:3])
    lab.image_of("variation")
    lab.press("variation", "V", "ArrowLeft", 3)
    for choice in (0, 1):  # whatever an earlier test has answered, this is a change
        lab.cell("question").locator("input[type=radio]").nth(choice).check()
    lab.page.wait_for_timeout(700)
    said = lab.cell("variation").locator("[role=status]").inner_text()
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.save(); }")
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.shutdown(); }")
    lab.open_notebook(notebook)
    for cell in ("variation", "question"):
        lab.cell(cell).locator(".course-kept-asleep").wait_for()
        assert lab.cell(cell).locator(".course-kept-asleep").inner_text() == ASLEEP
    assert said in lab.cell("variation").inner_text() and lab.cell("variation").locator("img").is_visible()
    shown = lab.cell("question").inner_text()
    assert "Which is it?" in shown and "Kept: two." in shown
    assert "model not found" not in lab.page.locator(".jp-Notebook").inner_text()
    assert (server.folder / notebook).stat().st_size < 1_000_000
