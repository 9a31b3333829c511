"""Pictures that a hand touches: the lattice, the start of an ODE, a digit drawn on the operating table, values read.

By mouse, finger and keyboard, on one page: a kernel takes longer to start than any of them.
"""

import pytest

from tests.browser.lab import Lab
from tests.browser.lessons import write
from tests.browser.test_operating_table import wait_for

CELLS = {
    "lattice": "from course_utils.panels import ensembles, ode_view\nensembles.path_lattice()(blocks=4)",
    "flow": "ode_view.flow_and_steps()",
    "table": 'ensembles.PANELS["operating_table"]()',
    "lengths": "ensembles.path_lengths()",
}
TOUCH = """([node, points]) => { // there is no real finger to capture
    const capture = Element.prototype.setPointerCapture;
    Element.prototype.setPointerCapture = () => {};
    points.forEach(([x, y], i) => {
        const kind = i === 0 ? 'pointerdown' : i === points.length - 1 ? 'pointerup' : 'pointermove';
        const how = { clientX: x, clientY: y, pointerId: 7, pointerType: 'touch', isPrimary: true, bubbles: true };
        (kind === 'pointerdown' ? document.elementFromPoint(x, y) : node).dispatchEvent(new PointerEvent(kind, how));
    });
    Element.prototype.setPointerCapture = capture;
}"""


@pytest.fixture(scope="module")
def page(server):
    """The page with the four panels on it, each drawn."""
    write(server.folder / "touch.ipynb", CELLS)
    with Lab(server, size=(1280, 900)) as lab:
        lab.open_notebook("touch.ipynb").hide_furniture()
        lab.run_cells(CELLS)
        lab.cell("table").locator(".pad").wait_for()
        lab.cell("lengths").locator("img[tabindex='0']").wait_for()
        yield lab


def place_in(lab, cell, across, up, of=0):
    """Where on the page a share of the axes number `of` of a panel lies."""
    picture = lab.cell(cell).locator("img.jupyter-widget-image, img.widget-image").first
    picture.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(150)
    axes = picture.evaluate("async node => { await node.decode(); return node.naturalWidth; }") and BOXES[cell][of]
    box, (left, right, bottom, top) = picture.bounding_box(), axes
    x = box["x"] + box["width"] * (left + across * (right - left))
    return x, box["y"] + box["height"] * (1 - bottom - up * (top - bottom))


def boxes():
    """Where the axes of the panels lie, as shares of their pictures."""
    from course_utils.panels.ensembles import path_lattice, path_lengths
    from course_utils.panels.ode_view import flow_and_steps

    made = {"lattice": path_lattice(), "flow": flow_and_steps(), "lengths": path_lengths()}
    return {name: [axes["box"] for axes in panel.view.access.axes] for name, panel in made.items()}


BOXES = {}


@pytest.fixture(scope="module", autouse=True)
def _boxes():
    BOXES.update(boxes())


def node_of_the_lattice(lab, block, taken):
    """The point where `block` of four blocks are behind, and `taken` branches taken."""
    return place_in(lab, "lattice", (block / 4 + 0.04) / 1.24, (taken / 4 + 0.06) / 1.12)


def start_of_the_flow(lab, x, y):
    return place_in(lab, "flow", (x + 2.6) / 5.2, (y + 2.6) / 5.2)


def says(lab, cell, text):
    lab.cell(cell).get_by_role("status").filter(has_text=text).first.wait_for()


def heard(lab, cell, text):
    """What a screen reader hears of the point."""
    handle = lab.cell(cell).locator(".course-plane-handle").element_handle()
    lab.page.wait_for_function("([node, text]) => node.ariaValueText === text", arg=[handle, text])


def test_a_path_lights_up_under_the_pointer(page):
    mouse = page.page.mouse
    mouse.move(*node_of_the_lattice(page, 3, 2))
    says(page, "lattice", "with 2 of the first 3 branches")
    mouse.move(*node_of_the_lattice(page, 2, 0))
    says(page, "lattice", "with 0 of the first 2 branches")
    handle = page.cell("lattice").locator(".course-plane-handle")
    points = [node_of_the_lattice(page, 2, 0), node_of_the_lattice(page, 3, 1), node_of_the_lattice(page, 3, 1)]
    page.page.evaluate(TOUCH, [handle.element_handle(), points])
    says(page, "lattice", "with 1 of the first 3 branches")
    handle.press("ArrowUp")
    heard(page, "lattice", "after 3 blocks, 2 through the branch")
    handle.press("ArrowLeft")
    says(page, "lattice", "with 2 of the first 2 branches")


def test_the_start_of_an_equation_is_set_in_the_picture(page):
    mouse, handle = page.page.mouse, page.cell("flow").locator(".course-plane-handle")
    mouse.click(*start_of_the_flow(page, -1.0, 1.5))
    heard(page, "flow", "start at -1.00, 1.50")
    before = page.image_of("flow")
    ghost = page.cell("flow").locator(".course-plane-ghost")
    mouse.move(*start_of_the_flow(page, -1.0, 1.5))
    mouse.down()
    mouse.move(*start_of_the_flow(page, 0.5, -0.5), steps=6)
    mouse.up()
    heard(page, "flow", "start at 0.50, -0.50")
    page.next_image_of("flow", before)
    assert ghost.is_visible() and ghost.get_attribute("src") != page.cell("flow").locator("img").first.get_attribute(
        "src"
    )
    points = [start_of_the_flow(page, 0.5, -0.5), start_of_the_flow(page, 1.0, 1.0), start_of_the_flow(page, 1.0, 1.0)]
    page.page.evaluate(TOUCH, [handle.element_handle(), points])
    heard(page, "flow", "start at 1.00, 1.00")
    handle.press("Shift+ArrowLeft")
    handle.press("ArrowDown")
    heard(page, "flow", "start at 0.50, 0.90")


def test_a_digit_is_drawn_on_the_table(page):
    cell, mouse = page.cell("table"), page.page.mouse
    pad = cell.locator(".pad")
    pad.scroll_into_view_if_needed()
    page.page.wait_for_timeout(150)
    box = pad.bounding_box()

    def at(across, up):
        return box["x"] + across * box["width"], box["y"] + up * box["height"]

    mouse.move(*at(0.5, 0.1))
    mouse.down()
    mouse.move(*at(0.5, 0.9), steps=5)
    mouse.up()
    wait_for(page, "It takes your drawing for a")
    assert cell.get_by_role("combobox").nth(1).input_value() == "drawn by you"
    cell.get_by_role("button", name="Clear").click()
    wait_for(page, "Draw a digit in the square")
    page.page.evaluate(TOUCH, [pad.element_handle(), [at(0.2, 0.2), at(0.8, 0.2), at(0.4, 0.9)]])
    wait_for(page, "It takes your drawing for a")
    pad.focus()
    page.page.keyboard.press("Delete")
    wait_for(page, "Draw a digit in the square")
    for key in ("Space", *["ArrowDown"] * 9, "Space"):
        page.page.keyboard.press(key)
    wait_for(page, "It takes your drawing for a")
    cell.get_by_role("combobox").nth(1).select_option("a 7")
    wait_for(page, "It takes the 7 for a")
    assert not (found := page.axe(".optable")), found


def test_the_pointer_reads_values(page):
    """And so do the arrow keys, where the picture has the focus."""
    tip, mouse = page.page.locator(".course-reads"), page.page.mouse
    mouse.move(*place_in(page, "lengths", 0.5, 0.5))
    assert tip.inner_text() == "length of the path, share of n 0.5 · size of the gradient 1.0·10⁻⁵"
    mouse.move(*place_in(page, "lengths", 0.5, 0.5, of=1))
    assert tip.inner_text() == "length of the path, share of n 0.5 · share 0.25"
    mouse.move(4, 4)
    tip.wait_for(state="detached")
    picture = page.cell("lengths").locator("img[tabindex='0']")
    page.cell("lengths").get_by_role("button", name="More settings").focus()
    page.page.keyboard.press("Tab")
    assert picture.evaluate("node => node === document.activeElement")
    before = tip.inner_text()
    page.page.keyboard.press("ArrowRight")
    assert tip.inner_text() != before and "size of the gradient" in before
    page.page.keyboard.press("Escape")
    tip.wait_for(state="detached")
