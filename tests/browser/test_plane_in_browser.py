"""The point of chapter 5's stability panel in a real browser: by keys, by mouse, and by the sliders beside it."""

import nbformat

from tests.browser.conftest import COURSE
from tests.browser.lessons import code_of, with_what_they_need

CELL = "stability-panel"


def said(lab, handle, text):
    """Wait until the handle says that it is at `text`."""
    lab.page.wait_for_function("([node, text]) => node.ariaValueText === text", arg=[handle.element_handle(), text])


def test_the_point_moves_by_hand_and_by_slider(lab):
    code = code_of(COURSE / "chapters" / "05_ode_view" / "lesson.ipynb")
    lab.open_notebook("05_ode_view/lesson.ipynb").run_cells(with_what_they_need(code, [CELL]))
    handle = lab.cell(CELL).locator(".course-plane-handle")
    assert handle.get_attribute("aria-label").startswith("h lambda")
    before = lab.image_of(CELL)
    handle.scroll_into_view_if_needed()
    handle.focus()
    lab.page.keyboard.press("ArrowUp")
    lab.page.keyboard.press("Shift+ArrowRight")
    said(lab, handle, "-1.85 plus 0.05 i")
    moved = lab.next_image_of(CELL, before)

    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 40, y - 50, steps=10)
    lab.page.mouse.up()
    lab.next_image_of(CELL, moved)
    lab.page.wait_for_timeout(700)  # longer than a message may stay unanswered
    after = handle.bounding_box()
    assert abs(after["x"] - box["x"] - 40) < 4 and abs(after["y"] - box["y"] + 50) < 4
    real, imaginary = handle.get_attribute("aria-valuetext").removesuffix(" i").split(" plus ")
    shown = lab.cell(CELL).locator("[role=status]").inner_text()
    assert shown.startswith(f"h λ = {real} + {imaginary} i")

    lab.press(CELL, "imaginary part", "ArrowRight")
    said(lab, handle, f"{real} plus {float(imaginary) + 0.05:.2f} i")
    assert not lab.errors()


def test_the_arrow_of_the_corrections_is_taken_by_its_tip(lab, server):
    code = "from course_utils.panels import residual_mathematics as panels\npanels.correction_arrows()"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code, id="arrow")])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, server.folder / "arrow.ipynb")
    lab.open_notebook("arrow.ipynb").run_cells(["arrow"])
    handle = lab.cell("arrow").locator(".course-plane-handle")
    said(lab, handle, "0.61 along e, 0.51 across e")
    lab.page.wait_for_timeout(700)
    box, before = handle.bounding_box(), lab.image_of("arrow")
    lab.page.mouse.move(box["x"] + 11, box["y"] + 11)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 40, box["y"] + 51, steps=8)
    lab.page.mouse.up()
    lab.next_image_of("arrow", before)
    lab.page.wait_for_function("node => node.ariaValueText.includes(', -')", arg=handle.element_handle())
