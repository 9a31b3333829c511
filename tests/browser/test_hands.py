"""Keys pressed in a panel stay there, and its controls have names."""

import pytest

from tests.browser.lessons import write

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


@pytest.fixture(scope="module")
def notebook(server):
    """The path of a notebook with one panel of each kind and a prediction."""
    write(server.folder / "hands.ipynb", CELLS)
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
