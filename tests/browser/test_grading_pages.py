"""The grader's pages in a real browser: an essay is text, points are ticked by keys, a solved page is short."""

import csv
import threading
import time
from pathlib import Path

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading.pages import feedback
from course_utils.grading.reading import Desk, serving
from course_utils.grading.results import Graded, Result
from course_utils.grading.store import Store
from tests.browser.conftest import NOT_RUN
from tests.browser.lab import BROWSER_FLAGS, find_browser

AXE = Path(__file__).with_name("axe.min.js")
SIZE = {"width": 1280, "height": 720}
EVIL = '</div><script>document.title = "taken"</script><img src=x onerror="document.title = \'taken\'">'
TRY_THE_POLICY = """() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken'";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "document.title = 'taken'");
    image.src = "http://127.0.0.1:9/x";
    document.body.append(image);
}"""


@pytest.fixture
def page():
    """A fresh page, and the messages of its console."""
    browser = find_browser()
    if browser is None:
        pytest.skip(NOT_RUN)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=list(BROWSER_FLAGS))
        page = running.new_page(viewport=SIZE)
        page.set_default_timeout(15_000)
        yield page
        running.close()


@pytest.fixture
def served(tmp_path):
    """The address of the reading page over the essays of two learners, and the folder."""
    store, task = Store(tmp_path / "grades"), EXERCISES["1.12"]
    for learner, text in (("ann", EVIL), ("bob", "Fine.")):
        result = Result(task.id, task.title, task.points, "to be read", source=text)
        store.save(Graded(learner, [result], fingerprint="f"))
    server, address = serving(store.folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address, store.folder
    server.shutdown()
    server.server_close()


def kept(folder):
    """What stands in read.csv, by learner."""
    with open(folder / "read.csv", newline="") as file:
        return {row["learner"]: (row["points"], row["ticked"], row["comment"]) for row in csv.DictReader(file)}


def saved(page, learner):
    """Wait until the page says that a learner's points are kept."""
    page.wait_for_function(
        "n => document.querySelector(`[data-learner=${n}] output`).textContent === 'kept'", arg=learner
    )


def test_an_essay_runs_no_script_and_its_points_are_given_with_the_keyboard_alone(page, served):
    address, folder = served
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert "<script>document.title" in page.inner_text("article[data-learner=ann] .words")
    for key in ("j", "1", "3"):
        page.keyboard.press(key)
    saved(page, "ann")
    assert page.evaluate("document.activeElement.dataset.learner") == "ann"
    for key in ("j", "4", "k", "3"):
        page.keyboard.press(key)
    page.locator("article[data-learner=ann] input[type=checkbox]").first.focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.type("Name the net, 12j.")
    page.keyboard.press("Tab")
    saved(page, "ann"), saved(page, "bob")
    assert kept(folder) == {"ann": ("1", "1", "Name the net, 12j."), "bob": ("1", "4", "")}
    page.reload()
    assert page.locator("article[data-learner=ann] input:checked").count() == 1
    said.clear()
    page.evaluate(TRY_THE_POLICY)
    page.wait_for_timeout(200)
    assert page.title() == "Answers in prose"
    assert sum("Content Security Policy" in text for text in said) >= 2, said


def test_a_comment_is_kept_while_it_is_written_and_escape_leaves_it(page, served):
    address, folder = served
    page.goto(address)
    page.locator("article[data-learner=bob] textarea").focus()
    page.keyboard.type("Which net?")
    saved(page, "bob")
    assert kept(folder) == {"bob": ("", "", "Which net?")}
    assert page.inner_text("h1") == "Answers in prose: 1 of 2 read"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.learner") == "bob"


def test_a_slow_message_does_not_undo_a_later_one(page, served, monkeypatch):
    address, folder = served
    real, seen = Desk.keep, []

    def keep(desk, message):
        seen.append(message["ticked"])
        time.sleep(0.5 if len(seen) == 1 else 0)
        real(desk, message)

    monkeypatch.setattr(Desk, "keep", keep)
    page.goto(address)
    for key in ("j", "1", "3", "4"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    saved(page, "ann")
    page.wait_for_timeout(300)
    saved(page, "ann")
    assert kept(folder) == {"ann": ("3", "1 3 4", "")}


def test_the_points_of_a_long_essay_stay_in_sight_and_its_words_in_their_place(page, served):
    page.goto(served[0])
    words = page.locator("article[data-learner=bob] .words")
    words.evaluate("(e, text) => { e.textContent = text }", "word " * 3000)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight - 2 * innerHeight)")
    box = page.locator("article[data-learner=bob] fieldset").bounding_box()
    assert 0 <= box["y"] and box["y"] + box["height"] <= SIZE["height"]
    assert words.evaluate("e => getComputedStyle(e).overflow") == "hidden"
    page.set_viewport_size({"width": 400, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("article[data-learner=bob] fieldset").bounding_box()["width"] > 300


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_reading_page(page, served, scheme):
    with page.context.browser.new_context(bypass_csp=True, color_scheme=scheme) as context:
        there = context.new_page()
        there.goto(served[0])
        there.evaluate(AXE.read_text(encoding="utf-8"))
        found = there.evaluate("axe.run(document)")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_who_solved_everything_reads_three_screens(page, tmp_path):
    law = [{"name": "holds", "passed": True, "points": 1, "message": ""}]
    results = [
        Result(one.id, one.title, one.points, "read" if one.by_hand else "passed", one.points, law, "x = 1\n" * 20)
        for one in EXERCISES.values()
    ]
    path = tmp_path / "ann.html"
    path.write_text(feedback(Graded("ann", results)), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * SIZE["height"]
    assert page.locator("details[open]").count() == 0
