"""`make lab SCALE=projected`: the same cell, larger for the back of a room; what a cell says itself wins."""

import nbformat
import pytest
from nbformat import v4

from tests.browser.lab import Lab, Server, find_browser

CELLS = {
    "imports": "from course_utils.panels import residual_mathematics as panels",
    "as-it-stands": "panels.correction_arrows()",
    "as-a-page": 'panels.correction_arrows(scale="page")',
}
MEASURE = """cell => {
    const label = [...cell.querySelectorAll('.widget-label')].find(node => node.textContent.trim());
    const pictures = [...cell.querySelectorAll('.jp-OutputArea-output img, .jp-OutputArea-output canvas')];
    const width = Math.max(...pictures.map(picture => picture.getBoundingClientRect().width));
    return [width, parseFloat(getComputedStyle(label).fontSize)];
}"""


@pytest.mark.skipif(find_browser() is None, reason="no chromium or Chrome was found")
def test_a_panel_is_larger_without_a_word_in_its_cell(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "projected")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = v4.new_notebook(
        metadata=kernel, cells=[v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    )
    nbformat.write(notebook, tmp_path / "panel.ipynb")
    with Server(tmp_path) as server, Lab(server, size=(1920, 1080)) as lab:
        lab.open_notebook("panel.ipynb").run_cells(CELLS)
        lab.page.wait_for_timeout(300)
        (width, type_size), (page_width, page_type_size) = (
            lab.cell(name).evaluate(MEASURE) for name in ("as-it-stands", "as-a-page")
        )
    assert width > 1.2 * page_width > 0, "the picture grows by the root of the factor"
    assert type_size == pytest.approx(1.5 * page_type_size), "its words by the whole factor"
