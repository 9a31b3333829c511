"""The course in JupyterLab in a real browser: its first notebook runs, stored pictures show, both themes are worn."""

from tests.browser.conftest import unit_of
from tests.browser.lessons import LESSONS


def test_there_is_a_lesson():
    assert LESSONS


def test_two_workers_share_out_the_week_by_lessons_and_the_rest_by_files():
    week, demo = "tests/browser/test_week.py", "tests/browser/test_demo.py"
    assert unit_of(f"{week}::test_it[04_ensembles-whole]") == unit_of(f"{week}::test_them[04_ensembles]")
    assert unit_of(f"{week}::test_it[04_ensembles]") != unit_of(f"{week}::test_it[05_ode_view]")
    assert unit_of(f"{demo}::test_it[720-light]") == unit_of(f"{demo}::test_them") == demo


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


def test_prose_keeps_a_readable_measure(lab):
    lab.set_size(1920, 1080)
    lab.open_notebook(f"{LESSONS[0].parent.name}/lesson.ipynb").hide_furniture()
    prose = lab.page.locator(".jp-RenderedMarkdown > p")
    widths = prose.evaluate_all("all => all.map(p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize))")
    assert len(widths) > 20 and 35 < max(widths) <= 45  # an em is about two letters
