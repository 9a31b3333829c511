"""The operating table in a real browser: blocks answer the mouse and the keyboard, and the panel follows."""

import pytest

from tests.browser.lab import Lab
from tests.browser.lessons import write

CELL = """from course_utils.panels import ensembles as panels
table = panels.PANELS["operating_table"]()
table"""


@pytest.fixture(scope="module")
def page(server):
    """The page with a small operating table on it."""
    write(server.folder / "table.ipynb", {"table": CELL})
    with Lab(server) as lab:
        lab.open_notebook("table.ipynb").run_cells(["table"])
        lab.cell("table").get_by_role("toolbar", name="Blocks").wait_for()
        yield lab


@pytest.fixture
def table(page):
    """The page, with all blocks of the residual network in their places, and clicks that leave them out."""
    cell = page.cell("table")
    cell.get_by_role("combobox").first.select_option("residual")
    cell.get_by_role("radio", name="Leave out").click()
    cell.get_by_role("button", name="Put all back").click()
    wait_for(page, "all its blocks")
    wait_for_order(page, "1 2 3 4 5 6")
    block(page, 1).focus()
    return page


def block(lab, number):
    return lab.cell("table").get_by_role("toolbar", name="Blocks").get_by_role("button", name=f"Block {number},")


def readout(lab):
    return lab.cell("table").get_by_role("status").last


def wait_for_order(lab, text):
    """The field follows the readout a moment later: what is typed before that is lost."""
    from playwright.sync_api import expect

    expect(lab.cell("table").get_by_role("textbox", name="order of blocks")).to_have_value(text, timeout=60_000)


def wait_for(lab, text):
    lab.page.wait_for_function(
        "text => [...document.querySelectorAll('[role=status]')].some(node => node.innerText.includes(text))", arg=text
    )


def test_a_click_takes_a_block_out_and_puts_it_back(table):
    assert "all its blocks" in readout(table).inner_text()
    block(table, 3).click()
    wait_for(table, "without block 3")
    wait_for_order(table, "1 2 -3 4 5 6")
    assert block(table, 3).get_attribute("aria-pressed") == "true"
    block(table, 3).click()
    wait_for(table, "all its blocks")


def test_the_keyboard_reaches_every_block(table):
    block(table, 1).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        table.page.keyboard.press(key)
    wait_for(table, "without block 2")
    focused = table.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert focused == "Block 2, left out"  # the focus survives the drawing
    table.page.keyboard.press("End")
    table.page.keyboard.press("Space")
    wait_for(table, "without blocks 2, 6")
    outline = table.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_two_blocks_change_places(table):
    table.cell("table").get_by_role("radio", name="Swap two").click()
    block(table, 1).click()
    block(table, 5).click()
    wait_for(table, "in another order")
    wait_for_order(table, "5 2 3 4 1 6")
    assert block(table, 5).get_attribute("aria-label") == "Block 5, moved to place 1"
    table.cell("table").get_by_role("button", name="Put all back").click()
    wait_for(table, "all its blocks:")


def test_two_blocks_change_places_by_keyboard_alone(table):
    hint, press = table.cell("table").locator(".hint"), table.page.keyboard.press
    assert "take it out" in hint.inner_text()
    table.cell("table").get_by_role("radio", name="Leave out").focus()
    press("ArrowRight")
    assert table.page.evaluate("() => document.activeElement.innerText") == "Swap two"
    assert "Click two blocks" in hint.inner_text()
    for key in ("Tab", "Tab", "Tab", "Enter", "End"):
        press(key)
    assert "Block 1 is picked" in hint.inner_text()
    press("Enter")
    wait_for(table, "in another order")
    wait_for_order(table, "6 2 3 4 5 1")


def test_the_text_field_and_the_menu_reach_the_table(table):
    field = table.cell("table").get_by_role("textbox", name="order of blocks")
    field.fill("6 5 4 3 2 -1")
    field.press("Enter")
    wait_for(table, "without block 1 and in another order")
    assert block(table, 1).get_attribute("aria-label") == "Block 1, left out"
    before = block(table, 2).evaluate("node => getComputedStyle(node).backgroundColor")
    table.cell("table").get_by_role("combobox").first.select_option("plain")
    wait_for(table, "The plain network")
    assert block(table, 2).evaluate("node => getComputedStyle(node).backgroundColor") != before
