"""The other pages: the chapters opened as they are published, and what the start notebook, the playground and the labs
show, in both themes."""

import json

import nbformat
import pytest

from tests.browser.lab import Lab
from tests.browser.lessons import BRIEF, COURSE, LESSONS, code_of, panels_of, predictions_of, with_what_they_need
from tests.browser.test_week import ASLEEP, OUTPUTS

CHAPTERS = COURSE / "chapters"
OTHERS = [CHAPTERS / "00_start_here.ipynb", CHAPTERS / "playground.ipynb", *sorted(CHAPTERS.glob("0*/lab.ipynb"))]
STARTS = ["front-end", "stand-picture", "stand-next", "stand-outcomes", "missed", "history"]  # of the start notebook


def shown(path):
    """The cells of a notebook with outputs or of its panels and questions; which to run; ids begin with its name."""
    prefix, code = f"{path.parent.name[:2]}-{path.stem}-", code_of(path)
    wanted = [*panels_of(code), *predictions_of(code), *(STARTS if "start" in path.stem else [])]
    run, book = with_what_they_need(code, wanted), json.loads(path.read_text(encoding="utf-8"))
    cells = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code" and (cell["outputs"] or cell["id"] in run):
            made = nbformat.v4.new_code_cell("".join(cell["source"]), id=(prefix + cell["id"])[:64])
            made.outputs = [] if cell["id"] in run else [nbformat.from_dict(output) for output in cell["outputs"]]
            cells.append(made)
    return cells, [(prefix + name)[:64] for name in run]


@pytest.fixture(scope="module")
def pages(server):
    """One notebook of all that these pages show, its panels and questions run, the rest as it is stored."""
    cells, run = [nbformat.v4.new_code_cell(BRIEF, id="brief")], ["brief"]
    for path in OTHERS:
        more, needed = shown(path)
        cells, run = cells + more, run + needed
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, server.folder / "pages.ipynb")
    with Lab(server) as lab:
        lab.open_notebook("pages.ipynb").hide_furniture()
        lab.run_cells(run)
        yield lab


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_other_pages(pages, theme):
    pages.set_theme(theme)
    pages.page.wait_for_timeout(300)  # buttons fade from one theme's colour to the other's
    assert not (found := pages.axe(OUTPUTS)), "\n".join(found)
    said = pages.page.locator(f"{OUTPUTS} img").evaluate_all("images => images.map(image => image.alt)")
    assert len(said) > 12 and all(len(words) > 12 and "object at" not in words for words in said), said


def test_a_chapter_opened_as_it_is_published_says_what_sleeps(pages):
    """Each panel and question by its own line, under what is stored; the line goes when its cell has run."""
    lab, path = pages, LESSONS[0]
    code = code_of(path)
    lab.open_notebook(f"{path.parent.name}/{path.name}")
    sleeping = [name for name in code if lab.cell(name).locator(".course-kept-asleep").count()]
    moved = {*panels_of(code), *predictions_of(code), *(name for name in code if name.startswith("recall-"))}
    assert set(sleeping) == moved
    asked = predictions_of(code)[0]
    assert lab.cell(asked).locator(".course-kept-asleep").all_inner_texts() == [ASLEEP]
    lab.run_cells(with_what_they_need(code, [asked]))
    lab.cell(asked).get_by_role("status").filter(has_text="Nothing predicted yet.").wait_for()
    assert not lab.cell(asked).locator(".course-kept-asleep:visible").count()
