"""The point of chapter 5's stability panel in a real browser: by keys, by mouse, and by the sliders beside it."""

import nbformat

from tests.browser.conftest import COURSE
from tests.browser.lessons import code_of, with_what_they_need, write

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
    assert shown.startswith(f"h λ = {real.replace('-', '−')} + {imaginary} i")

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


NOTE_SHOWN = """node => {
    const noted = () => { if (!node.hidden) node.dataset.shown = 'yes'; };
    new MutationObserver(noted).observe(node, {attributes: true, attributeFilter: ['hidden']});
}"""
SKETCHED = """async node => {
    const picture = node.parentElement.querySelector('img.jupyter-widget-image');
    await picture.decode();
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [node.width, node.height];
    const context = copy.getContext('2d');
    context.drawImage(picture, 0, 0);
    const all = [0, 0, node.width, node.height];
    const [png, drawn] = [context, node.getContext('2d')].map(one => one.getImageData(...all).data);
    let far = 0;
    for (let i = 0; i < png.length; i += 4) far += Math.abs(png[i] - drawn[i]) > 90;
    return [far / (png.length / 4), node.hidden];
}"""


def test_the_page_draws_the_moving_parts_itself_until_the_hand_rests(lab, server):
    """What it draws is what the PNG shows, but for the rim of letters and lines; then the PNG is shown again."""
    makes = {
        "stability": "ode_view.stability_plane()",
        "start": "ode_view.flow_and_steps()",
        "arrow": "residual_mathematics.correction_arrows()",
        "lattice": "ensembles.path_lattice()",
    }
    rims = {"stability": 0.005, "start": 0.004, "arrow": 0.002, "lattice": 0.016}  # twice what was measured
    imports = "from course_utils.panels import ensembles, ode_view, residual_mathematics"
    write(server.folder / "planes.ipynb", {"imports": imports} | makes)
    lab.open_notebook("planes.ipynb").run_cells(["imports", *makes])
    for cell in makes:
        handle, canvas = (lab.cell(cell).locator(kind) for kind in (".course-plane-handle", ".course-sketch"))
        handle.scroll_into_view_if_needed()
        lab.page.wait_for_timeout(700)
        assert canvas.evaluate("node => node.hidden")
        canvas.evaluate(NOTE_SHOWN)
        box, before = handle.bounding_box(), lab.image_of(cell)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        lab.page.mouse.move(x, y)
        lab.page.mouse.down()
        lab.page.mouse.move(x + 25, y - 30, steps=4)
        lab.next_image_of(cell, before)
        lab.page.wait_for_function("node => node.dataset.shown", arg=canvas.element_handle())
        lab.page.wait_for_function("node => node.hidden", arg=canvas.element_handle())  # the last PNG is there
        far, hidden = canvas.evaluate(SKETCHED)
        assert hidden and far < rims[cell], (cell, far)
        lab.page.mouse.up()
    lab.set_theme("dark")
    canvas = lab.cell("arrow").locator(".course-sketch")
    filters = canvas.evaluate("""node => [node, node.parentElement.querySelector('img.jupyter-widget-image')]
        .map(one => getComputedStyle(one).filter)""")
    lab.set_theme("light")
    assert filters[0] == filters[1] and "invert" in filters[0]  # else the picture flashes white under the hand


def test_without_its_kernel_a_panel_says_that_it_sleeps(lab, server):
    """A slider that still moves, and no picture after it, would look like a fault of the reader."""
    code = "from course_utils.panels import ode_view\node_view.stability_plane().show(im=0.0)"
    write(server.folder / "gone.ipynb", {"panel": code})
    lab.open_notebook("gone.ipynb").run_cells(["panel"])
    lab.press("panel", "imaginary part", "ArrowRight", 3)
    lab.cell("panel").locator("[role=status]", has_text="+ 0.15 i").wait_for()
    lab.shut_kernel_down()
    asleep = lab.cell("panel").locator(".course-kept-asleep")
    asleep.wait_for()
    assert not lab.cell("panel").get_by_role("slider").first.is_visible()
    assert "+ 0.15 i" in lab.cell("panel").locator(".course-kept-still").inner_text()
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.startKernel(); }")
    lab.run_cells(["panel"])
    lab.cell("panel").get_by_role("slider").first.wait_for()
    assert not asleep.is_visible()


def test_a_hand_that_stays_where_it_is_asks_for_nothing(lab, server):
    """Browsers report a move where only the page below has changed."""
    code = "from course_utils.panels import ode_view\npanel = ode_view.stability_plane()\npanel"
    counted = "print(panel.picture.widget.asked)"
    write(server.folder / "still.ipynb", {"panel": code, "asked": counted})
    lab.open_notebook("still.ipynb").run_cells(["panel"])
    handle = lab.cell("panel").locator(".course-plane-handle")
    handle.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(500)
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 40, y)
    for _ in range(3):
        lab.page.mouse.move(x + 40.4, y)
        lab.page.wait_for_timeout(200)
    lab.page.mouse.up()
    lab.run_cells(["asked"])
    (output,) = next(cell["outputs"] for cell in lab.cells() if cell["id"] == "asked")
    assert "".join(output["text"]).strip().endswith(", 0.0]")  # the number of the first wish, and of the last
