"""The wall of `make demo` in a browser: legible, driven by keys, followed by a second window, hard to bring down."""

import json
import re
import time

import psutil
import pytest
from playwright.sync_api import expect, sync_playwright

from course_utils.classroom.lesson import lesson_of
from course_utils.classroom.screens import chapter_of
from tests.browser.conftest import NOT_RUN
from tests.browser.lab import AXE, BROWSER_FLAGS, find_browser
from tools.bench_classroom import PANEL, VOTE, demo

CHAPTER = 4
SCREENS = chapter_of(CHAPTER).screens
SIZES, THEMES = ((1280, 720), (1920, 1080)), ("light", "dark")
BODY, TICKS = 24 / 1080, 20 / 1080  # of the wall's height
TICK_POINTS = 9
PATIENCE = 90  # seconds: whether it happens is tested here, not how soon

SMALLEST_TYPE = """() => {
    const found = [];
    for (const node of document.querySelectorAll('body *')) {
        const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
        if (own && node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length)
            found.push([parseFloat(getComputedStyle(node).fontSize), node.textContent.trim().slice(0, 40)]);
    }
    return found.sort((a, b) => a[0] - b[0])[0];
}"""
OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(node => node.checkVisibility()).filter(node => {
    const box = node.getBoundingClientRect();
    const beyond = [box.right - innerWidth, box.bottom - innerHeight, -box.left, -box.top];
    return box.width && beyond.some(pixels => pixels > 1);
}).map(node => node.id || node.className || node.tagName)"""
SHOWN = """image => {
    const {width, height} = image.getBoundingClientRect();
    const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
    return [image.naturalWidth, scale * image.naturalWidth, scale * image.naturalHeight];
}"""


class Room:
    """A running demo, and windows on it."""

    def __init__(self, process, wall, desk, browser):
        self.process, self.addresses, self.browser = process, {"wall": wall, "desk": desk}, browser
        self.origin = wall.split("/?")[0]
        self.complaints = []

    def open(self, which="wall", size=(1280, 720), address=None):
        page = self.browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True))).new_page()
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        own = address or self.origin
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((own, own.replace("http", "ws"), "data:")) or self.complaints.append(asked.url)
            ),
        )
        page.goto(address or self.addresses[which])
        if not address:
            page.locator("#where, #of").first.filter(has_text="o" if which == "desk" else "/").wait_for()
        return page

    def drawers(self):
        """The processes that draw."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "course_utils.classroom.drawing" in child.cmdline()]


@pytest.fixture(scope="module")
def room():
    if find_browser() is None:
        pytest.skip(NOT_RUN)
    expect.set_options(timeout=1000 * PATIENCE)
    with demo(CHAPTER) as (process, wall, desk), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(BROWSER_FLAGS))
        yield Room(process, wall, desk, browser)
        browser.close()
    expect.set_options(timeout=5000)


@pytest.fixture
def wall(room):
    page = room.open()
    go(page, 0)
    yield page
    page.context.close()
    complaints, room.complaints = room.complaints, []
    assert not complaints, complaints


def go(page, place):
    """Show a screen, as who speaks would by a click in the second window."""
    page.evaluate("async place => (await import('/common.js')).say({go: place})", place)
    expect(page.locator("#where")).to_have_text(f"{place + 1} / {len(SCREENS)}")


def key(page, *keys):
    """Press keys, with the time between them that a hand takes."""
    for name in keys:
        page.wait_for_timeout(320)
        page.keyboard.press(name)


def until(found, seconds=PATIENCE):
    """Wait until `found()` is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.05)
    return value


def live(page):
    """Wait for the controls of the panel on the wall."""
    expect(page.locator("#controls .control").first).to_be_visible()


def picture(page):
    """The address of the picture on the wall."""
    return page.locator("#live img").get_attribute("src")


def rests(process):
    """Whether a process has imported what it needs, and waits."""
    return process.memory_info().rss > 150e6 and process.cpu_percent(0.5) < 5


def faults(page):
    """What axe-core finds on the page, serious or critical."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    runs = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    found = page.evaluate(runs)
    return [
        (fault["id"], fault["nodes"][0]["html"][:120]) for fault in found if fault["impact"] in ("serious", "critical")
    ]


def theme(page, wanted):
    if ("dark" in (page.locator("html").get_attribute("class") or "")) != (wanted == "dark"):
        key(page, "d")
        expect(page.locator("html")).to_have_class("wall dark" if wanted == "dark" else "wall")


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[1]}")
def test_every_screen_is_read_from_the_back_and_fits(room, wall, size, look):
    wall.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    theme(wall, look)
    go(wall, PANEL)
    live(wall)
    for place, screen in enumerate(SCREENS):
        go(wall, place)
        if screen.kind == "vote":
            key(wall, "v")
            expect(wall.locator("#outcome")).to_be_visible()
        smallest, words = wall.evaluate(SMALLEST_TYPE)
        assert smallest >= BODY * size[1] - 0.01, f"{screen.title}: {words!r} has {smallest} px."
        assert not wall.evaluate(OUTSIDE), screen.title
        if screen.kind == "picture":
            shown_picture(wall, screen, size)
        if place < 4:  # words, a panel, a vote, a panel of buttons
            assert not faults(wall), screen.title
    for name in ("?", "c"):
        go(wall, PANEL)
        key(wall, name)
        expect(wall.locator("#sheet")).to_be_visible()
        assert wall.evaluate(SMALLEST_TYPE)[0] >= BODY * size[1] - 0.01
        assert not faults(wall), name
    theme(wall, "light")


def shown_picture(wall, screen, size):
    """A picture fills two thirds of the wall's width or half of its height, with ticks of 20 px at 1080."""
    image = wall.locator("#live img")
    until(lambda: image.evaluate("node => node.complete && node.naturalWidth > 0"))
    natural, width, height = image.evaluate(SHOWN)
    assert width >= 0.66 * size[0] and height >= 0.5 * size[1], f"{screen.title}: {width:.0f} x {height:.0f}"
    inches = natural / (300 if "/picture/" in picture(wall) and picture(wall)[9:-4].isdigit() else 200)
    assert TICK_POINTS / 72 * width / inches >= TICKS * size[1], screen.title


def test_the_keys_of_a_clicker_and_of_a_keyboard(wall):
    for pressed, place in (("PageDown", 1), ("ArrowRight", 2), ("Space", 3), ("PageUp", 2), ("ArrowLeft", 1)):
        key(wall, pressed)
        expect(wall.locator("#where")).to_have_text(f"{place + 1} / {len(SCREENS)}")
    live(wall)
    wall.locator("#controls input").first.focus()
    before = picture(wall)
    key(wall, "ArrowLeft")
    until(lambda: picture(wall) != before)
    expect(wall.locator("#readout")).to_contain_text("7 blocks: 128 paths")
    key(wall, "f")
    expect(wall.locator("#frozen")).to_be_visible()
    key(wall, "ArrowLeft")
    expect(wall.locator("#readout")).to_contain_text("6 blocks: 64 paths")
    expect(wall.locator("#frozen figcaption")).to_contain_text("blocks n: 7")
    key(wall, "r")
    expect(wall.locator("#frozen")).to_be_hidden()
    expect(wall.locator("#readout")).to_contain_text("8 blocks: 256 paths")
    key(wall, "c")
    expect(wall.locator("#sheet pre")).to_have_text(lesson_of(CHAPTER).code("lattice-panel"))
    key(wall, "Escape")
    expect(wall.locator("#sheet")).to_be_hidden()
    key(wall, "t")
    expect(wall.locator("#clock")).to_have_text(re.compile(r"0:5\d"))
    key(wall, "b")
    expect(wall.locator("#curtain")).to_be_visible()
    key(wall, "b")
    expect(wall.locator("#curtain")).to_be_hidden()
    key(wall, "PageDown")
    expect(wall.locator("#where")).to_have_text(f"{PANEL + 2} / {len(SCREENS)}")


def test_a_class_votes_by_hands_and_by_phones(room, wall):
    desk = room.open("desk")
    go(wall, VOTE)
    key(wall, "r", "1")
    expect(desk.locator("#title")).to_contain_text(SCREENS[VOTE].title)
    expect(desk.locator("#ask")).to_have_text(SCREENS[VOTE].ask)
    expect(desk.locator("#next")).to_contain_text(SCREENS[VOTE + 1].title)
    with wall.context.expect_page() as opened:
        key(wall, "i")
    expect(opened.value.locator("#ask")).to_have_text(SCREENS[VOTE].ask)
    opened.value.close()
    assert not faults(desk)
    desk.locator("#hands-2").fill("12")
    expect(wall.locator("#total")).to_have_text("13 votes")
    desk.locator("#address").press("b")  # a letter of a field is no key of the wall
    desk.locator("#address").fill("127.0.0.1")
    desk.get_by_role("button", name="Open").click()
    said = desk.locator("#opened")
    expect(said).to_contain_text("code")
    address, code = said.text_content().split("Open at ")[1].split(", code ")
    expect(wall.locator("#phones")).to_contain_text(code[:4])
    phone = room.open(address=address, size=(390, 844))
    assert not faults(phone)
    phone.locator("#code").fill(code[:4])
    phone.get_by_role("button", name="Come in").click()
    for option in (0, 2):
        phone.locator("#options button").nth(option).click()
        expect(phone.locator("#options button").nth(option)).to_have_attribute("aria-pressed", "true")
    assert not faults(phone)
    expect(wall.locator("#total")).to_have_text("14 votes")
    key(wall, "v")
    expect(wall.locator("#options li .share")).to_have_text(["1  (7 %)", "0  (0 %)", "13  (93 %)"])
    expect(wall.locator("#options li.right .words")).to_have_text(SCREENS[VOTE].right)
    expect(wall.locator("#outcome")).to_contain_text("Measured: plain 0.")
    desk.get_by_role("button", name="Close").click()
    expect(wall.locator("#phones")).to_be_hidden()
    expect(wall.locator("#curtain")).to_be_hidden()
    desk.locator("#hands-0").focus()
    key(desk, "PageDown")  # a clicker's key, wherever the cursor stands
    expect(wall.locator("#where")).to_have_text(f"{VOTE + 2} / {len(SCREENS)}")
    for page in (phone, desk):
        page.context.close()


def test_what_goes_wrong_in_front_of_a_class_is_mended_with_the_same_screen(room, wall):
    go(wall, PANEL)
    live(wall)
    key(wall, "r")
    wall.locator("#controls input").first.focus()
    key(wall, "ArrowLeft", "ArrowLeft")
    expect(wall.locator("#readout")).to_contain_text("6 blocks")
    until(lambda: len(room.drawers()) == 2 and all(map(rests, room.drawers())))  # one draws, one stands by
    before = picture(wall)
    room.drawers()[0].kill()
    key(wall, "ArrowLeft")
    expect(wall.locator("#readout")).to_contain_text("5 blocks: 32 paths")
    until(lambda: picture(wall) != before)

    state = (
        "async () => { const {state} = await import('/common.js'); return JSON.stringify([state.place, state.panel]); }"
    )
    shown = wall.evaluate(state)
    wall.reload()
    expect(wall.locator("#readout")).to_contain_text("5 blocks: 32 paths")
    assert wall.evaluate(state) == shown
    second = room.open()
    expect(second.locator("#readout")).to_contain_text("5 blocks: 32 paths")
    assert json.loads(second.evaluate(state))[0] == PANEL
    wall.evaluate("dispatchEvent(new Event('online'))")  # what a laptop that wakes up sees
    until(lambda: wall.locator("#away").is_hidden())
    wall.keyboard.press("PageDown")
    wall.keyboard.press("PageDown")
    for page in (wall, second):
        expect(page.locator("#where")).to_have_text(f"{PANEL + 2} / {len(SCREENS)}")
    second.context.close()
