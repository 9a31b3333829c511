"""The playground in a real browser: a mouse, a finger and the keyboard wire the network, and Run trains it."""

import nbformat
import pytest

CELL = """from course_utils.panels import playground as panels
panels.playground()(depth=12)"""
LEFT, RIGHT, ROW = (
    76,
    40,
    114,
)  # of the drawing, in pixels: what lies before x_0 and behind x_L, and the height of the row
PICTURES = """() => {
    const loss = document.querySelector('.pg-views figure:last-child figcaption');
    window.steps = new Set();
    const watch = { childList: true, subtree: true, characterData: true };
    new MutationObserver(() => window.steps.add(loss.innerText)).observe(loss, watch);
}"""


@pytest.fixture
def page(server, lab):
    """The page with a playground of 12 blocks on it, and a second cell that nothing may touch."""
    cells = [nbformat.v4.new_code_cell(CELL, id="play"), nbformat.v4.new_code_cell("1", id="other")]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, server.folder / "play.ipynb")
    lab.errors_on_page = []
    lab.page.on("pageerror", lambda error: lab.errors_on_page.append(str(error)))
    lab.open_notebook("play.ipynb").run_cells(["play"])
    lab.cell("play").locator(".pg-goals span").first.wait_for()
    lab.page.wait_for_timeout(300)
    yield lab
    assert lab.errors_on_page == []


def resting(lab, node):
    """Where a node lies once the page has come to rest above it."""
    box = None
    while box != (box := node.bounding_box()):
        lab.page.wait_for_timeout(150)
    return box


def at(lab, state, up=0):
    """Where on the page a state lies; half a state is the middle of a block."""
    box = resting(lab, lab.cell("play").locator(".pg-wires"))
    return box["x"] + LEFT + state * (box["width"] - LEFT - RIGHT) / 12, box["y"] + ROW - up


def wait_for(lab, text):
    said = "text => [...document.querySelectorAll('[role=status]')].some(node => node.innerText.includes(text))"
    lab.page.wait_for_function(said, arg=text)


def test_mouse_keyboard_and_finger_wire_the_network_and_run_trains_it(page):
    """One page for all three: a kernel takes longer to start than any of them."""
    for hand in (with_the_mouse, with_the_keyboard, with_points_of_ones_own, with_a_finger):
        hand(page)
        page.cell("play").get_by_role("button", name="Reset").click()
        wait_for(page, "12 blocks, 12 skips, branch scale 1, not trained yet")


def with_the_mouse(page):
    mouse = page.page.mouse
    wait_for(page, "12 blocks, 12 skips")
    mouse.click(*at(page, 4.5))
    wait_for(page, "12 blocks, 11 skips")
    mouse.move(*at(page, 2, up=2))
    mouse.down()
    for state in (3, 5, 8, 9):
        mouse.move(*at(page, state, up=20))
    mouse.up()
    wait_for(page, "12 blocks, 12 skips")
    assert 'skips("0-4/1 5-12/1 2-9")' in page.cell("play").locator(".pg-code pre").text_content()
    hint = page.cell("play").locator(".pg-hint span").first
    mouse.move(*at(page, 11.5))
    assert hint.inner_text().startswith("Skip 11–12: signal") and "the loss's" in hint.inner_text()
    mouse.move(*at(page, 6, up=-200))
    assert hint.inner_text().startswith("Click a block")
    page.page.evaluate(PICTURES)
    run = page.cell("play").get_by_role("button", name="Run").last
    run.click()
    page.page.wait_for_function("() => window.steps.size > 8")
    page.cell("play").get_by_role("button", name="Pause").click()
    wait_for(page, "of 301: accuracy")
    page.cell("play").get_by_role("button", name="Rewind").click()
    wait_for(page, "not trained yet")


def with_the_keyboard(page):
    """And keys stay in the panel."""
    press, cell = page.page.keyboard.press, page.cell("play")
    before = [(one["id"], one["source"]) for one in page.cells()]
    cell.locator(".pg-list summary").focus()
    press("Enter")
    assert not (found := page.axe(".jp-OutputArea-output")), found
    box = cell.get_by_role("checkbox", name="Skip around block 5")
    box.focus()
    for key in ("x", "b", "d", "d", "ArrowDown", "Space"):
        press(key)
    wait_for(page, "12 blocks, 11 skips")
    assert not box.is_checked() and page.page.evaluate("() => document.activeElement.type") == "checkbox"
    cell.get_by_label("from state").fill("2")
    cell.get_by_label("to state").fill("9")
    cell.get_by_role("button", name="Add or cut this skip").press("Enter")
    wait_for(page, "12 blocks, 12 skips")
    cell.get_by_role("button", name="Cut the skip from state 2 to 9").press("Enter")
    wait_for(page, "12 blocks, 11 skips")
    cell.get_by_role("button", name="Step").press("Enter")
    wait_for(page, "step 1 of 301")
    assert [(one["id"], one["source"]) for one in page.cells()] == before


def with_points_of_ones_own(page):
    cell = page.cell("play")
    cell.get_by_role("combobox").first.select_option("your points")
    cell.get_by_role("button", name="second").wait_for()
    cell.get_by_role("button", name="second").click()
    square = cell.locator(".pg-square canvas").first
    box = resting(page, square)
    for found in ("true", "false"):  # added, then taken away
        square.click(position={"x": 0.5 * box["width"], "y": 0.25 * box["height"]})
        said = "text => document.querySelector('.pg-code pre').textContent.includes(text) === "
        page.page.wait_for_function(said + found, arg="0,0.62")


def with_a_finger(page):
    touch = "([x, y]) => { const canvas = document.querySelector('.pg-wires');"
    touch += " for (const kind of ['pointerdown', 'pointerup']) canvas.dispatchEvent(new PointerEvent(kind, "
    touch += "{ clientX: x, clientY: y, pointerId: 1, pointerType: 'touch', isPrimary: true, bubbles: true })); }"
    page.page.evaluate(
        "() => { Element.prototype.setPointerCapture = () => {}; }"
    )  # there is no real finger to capture
    page.page.evaluate(touch, list(at(page, 0.5)))
    wait_for(page, "12 blocks, 11 skips")
