"""Play in a real browser: by mouse, finger and keyboard, from end to end, and it gives way to every other hand."""

import pytest

from tests.browser.lab import Lab
from tests.browser.lessons import write

CELLS = {
    "imports": "from course_utils.panels import ode_view, residual_mathematics\n"
    "from course_utils.panels.controls import Slider\nfrom course_utils.panels.panel import Panel\n"
    "from course_utils.panels.picture import Picture\nimport time",
    "telescope": "residual_mathematics.PANELS['telescope']()",
    "flow": "ode_view.flow_and_steps()",
    "slow": "def setup(figure):\n    axes = figure.subplots()\n    return axes.plot([], [], 'o')\n"
    "def draw(artists, k):\n    artists[0].set_data([k / 40], [0.5])\n"
    "def compute(k):\n    drawn.append(k)\n    time.sleep(0.4)\n    return k\n"
    "drawn = []\nPanel('slow', compute, Picture(setup, draw), lambda k: f'at {k} of 40', "
    "controls=[Slider('k', 'k', 0, 40, 1, 40, play=50)])",
    "drawn": "print(len(drawn))",
}
TOUCH = """node => { // there is no real finger
    const how = { pointerId: 7, pointerType: 'touch', isPrimary: true, bubbles: true };
    for (const kind of ['pointerdown', 'pointerup']) node.dispatchEvent(new PointerEvent(kind, how));
    node.click();
}"""


@pytest.fixture(scope="module")
def page(server):
    """The page with three panels that play, each drawn."""
    write(server.folder / "playing.ipynb", CELLS)
    with Lab(server, size=(1280, 900)) as lab:
        lab.open_notebook("playing.ipynb").hide_furniture()
        lab.run_cells(["imports", "telescope", "flow", "slow"])
        for name in ("telescope", "flow", "slow"):
            button(lab, name).wait_for()
        yield lab


def button(lab, cell):
    return lab.cell(cell).locator(".course-play button")


def named(lab, cell, words):
    """Wait until the button says this."""
    button(lab, cell).filter(has_text=words).wait_for()


def value(lab, cell, label):
    return float(lab.slider(cell, label).get_attribute("aria-valuenow"))


def at_least(lab, cell, label, low):
    handle = lab.slider(cell, label).element_handle()
    lab.page.wait_for_function("([node, low]) => Number(node.ariaValueNow) >= low", arg=[handle, low])


def test_the_mouse_plays_from_end_to_end_under_a_ghost(page):
    before = page.image_of("telescope")
    ghost = page.cell("telescope").locator("img.course-ghost")
    button(page, "telescope").click()
    named(page, "telescope", "Pause")
    page.next_image_of("telescope", before)
    picture = page.cell("telescope").locator("img.widget-image, img.jupyter-widget-image").first
    assert ghost.is_visible() and ghost.get_attribute("src") != picture.get_attribute("src")
    lies, over = ghost.bounding_box(), picture.bounding_box()
    assert all(abs(lies[side] - over[side]) < 1 for side in lies)
    outline = ghost.evaluate("node => getComputedStyle(node).clipPath")
    assert outline.startswith("polygon("), "its title would lie on the title that is there now"
    named(page, "telescope", "Play to L")  # at the end it stops by itself
    assert value(page, "telescope", "to L") == 8 and page.image_of("telescope") == before
    page.cell("telescope").get_by_role("button", name="Reset").click()
    ghost.wait_for(state="hidden")


def test_a_finger_plays_and_every_other_hand_stops_it(page):
    button(page, "flow").evaluate(TOUCH)
    named(page, "flow", "Pause")
    at_least(page, "flow", "time t", 0.3)
    page.press("flow", "step h")
    named(page, "flow", "Play time")
    stopped = value(page, "flow", "time t")
    page.page.wait_for_timeout(500)
    assert value(page, "flow", "time t") == stopped < 8


def test_the_keyboard_plays_pauses_and_goes_on_from_there(page):
    button(page, "flow").focus()
    page.page.keyboard.press("Enter")
    named(page, "flow", "Pause")
    at_least(page, "flow", "time t", 2)
    page.page.keyboard.press("Space")
    named(page, "flow", "Play time")
    stopped = value(page, "flow", "time t")
    page.page.keyboard.press("Space")
    at_least(page, "flow", "time t", stopped + 0.2)
    page.cell("flow").get_by_role("button", name="Reset").click()
    named(page, "flow", "Play time")
    assert not (found := page.axe(".jp-OutputArea-output")), found


def test_what_cannot_be_drawn_in_time_is_left_out(page):
    """At 50 ms a value and 400 ms a picture: the clock goes on, and no queue is drawn after the end."""
    button(page, "slow").click()
    named(page, "slow", "Pause")
    named(page, "slow", "Play k")
    page.run_cells(["drawn"])
    output = next(cell for cell in page.cells() if cell["id"] == "drawn")["outputs"][0]
    assert value(page, "slow", "k") == 40 and 3 <= int("".join(output["text"])) < 30


def test_it_pauses_when_the_panel_leaves_and_when_the_kernel_goes(page):
    picture = page.image_of("flow")
    button(page, "flow").click()
    named(page, "flow", "Pause")
    page.cell("flow").evaluate("node => { node.style.display = 'none'; }")
    button(page, "flow").filter(has_text="Play time").wait_for(state="attached")
    page.cell("flow").evaluate("node => { node.style.display = ''; }")
    page.cell("flow").get_by_role("button", name="Reset").click()
    page.next_image_of("flow", b"")
    button(page, "slow").click()
    named(page, "slow", "Pause")
    page.shut_kernel_down()
    page.page.wait_for_function("() => !document.querySelector('[data-course-cell=slow]').innerText.match('Pause')")
    still = page.cell("flow").locator(".course-kept-still img")
    still.wait_for(state="attached")
    assert picture and still.get_attribute("src").startswith("data:image/png")
