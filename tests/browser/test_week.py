"""The learner's week, lesson by lesson: panels answer the keyboard, axe finds nothing, and nothing dies when the page
is loaded again, the kernel is started again, or the notebook is opened the next day.

Each lesson is run once, in the brief form that `lessons.week` makes of its own cells, on one page; the tests of a
lesson follow one another on that page as the days of a week do.
"""

import base64
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.browser.lab import Lab
from tests.browser.lessons import LESSONS, code_of, panels_of, predictions_of, week, write

ASLEEP = "This panel is asleep: run its cell (Shift+Enter)."
DIED = re.compile("model not found|Error displaying widget|Error creating widget")
ANSWERED = "Kept: "
IMAGE = "img.widget-image, img.jupyter-widget-image"
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"
AREA = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"


MEASURES = """([box, area]) => {
    const room = document.querySelector(area), picture = box.querySelector('img.widget-image, .course-plane img')
        ?? box.querySelector('.optable .blocks');
    const height = (from, to) => to.getBoundingClientRect().bottom - from.getBoundingClientRect().top;
    const said = [...box.querySelectorAll('[role=status]')].pop();
    const tracks = [...box.querySelectorAll('.noUi-target')].map(track => track.getBoundingClientRect().width);
    return {
        room: room.clientHeight, whole: height(box, said), pictured: picture ? height(picture, said) : 0,
        overflow: room.scrollWidth - room.clientWidth, track: Math.min(...tracks.filter(width => width > 0)),
    };
}"""
SHORTEST_TRACK = 120  # pixels of the page


class Week:
    """A lesson's week on a page: the path of its notebook, its panels, and what they said last."""

    def __init__(self, lab, folder, lesson):
        self.lab, self.path = lab, f"week-{lesson.parent.name}.ipynb"
        code = code_of(lesson)
        self.panels, self.predictions = panels_of(code), predictions_of(code)
        self.cells, self.file, self.said = week(code), Path(folder) / self.path, {}
        write(self.file, self.cells)

    def words(self, cell):
        """What the output of a cell says."""
        return self.lab.cell(cell).locator(".jp-OutputArea-output").last.inner_text()

    def check_kept(self):
        """Asleep: each panel its picture and readout, each prediction its question and answer, the bar its end."""
        assert not DIED.search(self.lab.page.locator(AREA).inner_text())
        for cell, said in self.said.items():
            shown = self.lab.cell(cell)
            shown.locator(".course-kept-asleep").wait_for()
            assert shown.locator(".course-kept-asleep").all_inner_texts() == [ASLEEP], cell
            assert said in self.words(cell), (cell, said, self.words(cell))
        for cell in self.panels:
            picture = self.lab.cell(cell).locator(".course-kept-still img")
            assert picture.is_visible() and picture.get_attribute("alt"), cell
            assert picture.evaluate("async node => { await node.decode(); return node.naturalWidth > 600; }"), cell
        for cell in self.predictions:
            assert "Predict." in self.words(cell) and ANSWERED in self.words(cell), cell
        assert "3/3" in self.words("bar") and ASLEEP not in self.words("bar")


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.parent.name)
def days(server, request):
    """A lesson's week, from its first run on, in a window of 1280 x 720."""
    with Lab(server) as lab:
        days = Week(lab, server.folder, request.param)
        lab.open_notebook(days.path).hide_furniture()
        lab.run_cells(days.cells, seconds=600)
        yield days


def move(lab, panel):
    """Move the first slider of a panel by a key, and return the picture that follows; None without a slider."""
    handle = lab.cell(panel).get_by_role("slider").first
    if not handle.count():
        return None
    before = lab.image_of(panel)
    at_the_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    handle.focus()
    lab.page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
    return lab.next_image_of(panel, before)


def test_panels_answer_the_keyboard(days):
    assert len(days.panels) >= 5 and len(days.predictions) >= 5
    pictures = [move(days.lab, panel) for panel in days.panels]
    assert sum(picture is not None and picture.startswith(b"\x89PNG") for picture in pictures) >= 4
    assert not days.lab.errors()


def test_predictions_take_an_answer(days):
    for cell in days.predictions:
        choices = days.lab.cell(cell).locator("input[type=radio]")
        if choices.count():
            choices.nth(1).check()
        else:
            days.lab.cell(cell).get_by_role("slider").first.press("ArrowRight")
        days.lab.cell(cell).get_by_text(ANSWERED).wait_for()


@pytest.mark.parametrize("size", [(1280, 720), (640, 360)], ids=["whole", "enlarged twofold"])
def test_picture_and_readout_are_seen_together(days, size):
    """With all settings unfolded; of the operating table, from its blocks on."""
    days.lab.set_size(*size)
    days.lab.page.wait_for_timeout(300)
    for cell in days.panels:
        for fold in days.lab.cell(cell).get_by_role("button", name="More settings", pressed=False).all():
            fold.click()
        box = days.lab.cell(cell).locator(".course-panel").first.element_handle()
        found = days.lab.page.evaluate(MEASURES, [box, AREA])
        assert 0 < found["pictured"] <= found["room"], (cell, found)
        assert size[1] < 720 or found["whole"] <= found["room"], (cell, found)
        assert found["overflow"] <= 0 and (found["track"] or SHORTEST_TRACK) >= SHORTEST_TRACK, (cell, found)
    days.lab.set_size(1280, 720)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(days, theme):
    days.lab.set_theme(theme)
    days.lab.page.wait_for_timeout(300)  # buttons fade from one theme's colour to the other's
    assert not (found := days.lab.axe(OUTPUTS)), "\n".join(found)


def test_a_reload_finds_everything_alive(days):
    days.lab.save()
    days.lab.open_notebook(days.path)
    for cell in days.panels:
        days.lab.cell(cell).locator(f"{IMAGE}, .optable").first.wait_for()
    assert not days.lab.page.locator(".course-kept-asleep:visible").count()
    assert not DIED.search(days.lab.page.locator(AREA).inner_text())


def test_a_kernel_that_starts_again_leaves_the_last_words_and_pictures(days):
    pictures = {panel: move(days.lab, panel) for panel in days.panels}
    for cell in [*days.panels, *days.predictions]:
        days.said[cell] = days.lab.cell(cell).locator("[role=status]").last.inner_text()
    days.lab.restart_kernel()
    days.check_kept()
    for panel, picture in pictures.items():
        if picture is not None:
            shown = days.lab.cell(panel).locator(".course-kept-still img").get_attribute("src")
            assert base64.b64decode(shown.split(",")[1]) == picture, panel


def test_opened_again_the_next_day(days):
    days.lab.save()
    days.lab.shut_kernel_down()
    days.lab.reopen_notebook(days.path)
    days.check_kept()
    assert days.file.stat().st_size < 1_000_000


def test_where_the_page_is_not_trusted(days):
    book = nbformat.read(days.file, as_version=4)
    book.cells[-1].source += "\n# written elsewhere"
    nbformat.write(book, days.file)
    days.lab.reopen_notebook(days.path)
    trusted = "() => jupyterapp.shell.currentWidget.content.widgets.every(cell => cell.model.trusted)"
    assert not days.lab.page.evaluate(trusted)
    days.check_kept()


def test_as_a_page_of_html(days):
    page, _ = HTMLExporter().from_filename(str(days.file))
    assert page.count("data:image/png;base64") >= len(days.panels)
    for cell in days.predictions:
        assert days.said[cell] in page
    assert "3/3" in page
