"""The point of chapter 5's stability panel in a real browser: by keys, by mouse, and by the sliders beside it."""

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
