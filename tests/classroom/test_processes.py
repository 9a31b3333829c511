"""What draws and what prepares: a death is survived, and what is kept is what the lesson trains."""

import asyncio
import re

import pytest

from course_utils.classroom import preparing, scene
from course_utils.classroom.__main__ import missing
from course_utils.classroom.child import Worker
from course_utils.classroom.lesson import Lesson, lesson_of
from course_utils.classroom.scene import controls_of, moved, panel_of, values_of
from course_utils.classroom.screens import Chapter, Preparation, Screen, chapter_of
from course_utils.classroom.talk import Talk
from course_utils.panels import picture
from course_utils.panels.picture import Picture


def asked(*orders, seconds=10, arguments=()):
    """The answers of a worker; None for each order on which it died."""

    async def run():
        worker, answers = Worker("tests.classroom.echo", *arguments), []
        worker.start()
        try:
            for order in orders:
                try:
                    answers.append(await worker.ask(order, seconds))
                except ConnectionError:
                    answers.append(None)
        finally:
            await worker.close()
        return answers

    return asyncio.run(run())


def test_a_process_that_dies_is_replaced_and_answers_again():
    first, dead, second = asked({"id": 1}, {"die": True}, {"id": 2})
    assert dead is None
    assert (first["id"], second["id"]) == (1, 2) and first["process"] != second["process"]


def test_a_process_that_is_silent_is_ended():
    silent, second = asked({"silent": True}, {"id": 2}, seconds=2)
    assert silent is None and second["id"] == 2


def test_one_that_never_starts_is_an_error_and_no_endless_wait():
    assert asked({"id": 1}, {"id": 2}, arguments=["stillborn"]) == [None, None]


@pytest.fixture
def place(monkeypatch, tmp_path):
    monkeypatch.setattr(preparing, "folder", lambda: tmp_path)
    return tmp_path


def lesson(source):
    cell = {"id": "train", "cell_type": "code", "source": source, "outputs": []}
    start = {"id": "imports", "cell_type": "code", "source": "import math\nimport no_such_package", "outputs": []}
    return Lesson(4, "A lesson", {"imports": start, "train": cell})


def test_cells_are_run_as_they_stand_and_named_values_are_kept(place):
    trained = lesson("root = math.sqrt(2)\nother = 3")
    preparation = Preparation(("train",), ("root",), 1, "A root is drawn")
    path = preparing.file_of(trained, "root", preparation)
    assert preparing.kept(path) is None
    preparing.keep(path, preparing.made(trained, preparation))
    assert preparing.kept(path) == {"root": pytest.approx(2**0.5)}
    changed = preparing.file_of(lesson("root = math.sqrt(3)"), "root", preparation)
    assert changed != path, "Other code, another file."


def test_what_is_to_be_trained_is_announced_once(place):
    talk = Talk(4)
    assert missing(talk) == ["Three pairs of networks are being trained, about 30 s, this once: go ahead.\n"]
    preparing.keep(preparing.file_of(talk.lesson, "twins", talk.chapter.preparations["twins"]), {})
    assert not missing(talk)


def test_a_file_that_was_changed_counts_as_missing(place):
    path = place / "kept.pt"
    preparing.keep(path, {"value": 1})
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    assert preparing.kept(path) is None


def test_what_is_prepared_is_what_the_lesson_trains(place):
    number, name, cell = 1, "stack", "telescope-panel"
    trained, chapter = lesson_of(number), chapter_of(number)
    path = preparing.file_of(trained, name, chapter.preparations[name])
    screen = next(each for each in chapter.screens if each.cell == cell)
    with pytest.raises(LookupError, match="not prepared"):
        panel_of(trained, chapter, screen)
    preparing.keep(path, preparing.made(trained, chapter.preparations[name]))
    panel = panel_of(trained, chapter, screen)
    there, here = (
        list(map(float, re.findall(r"[+-]\d+\.\d+", text.replace("−", "-"))))
        for text in (trained.said(cell), panel.text)
    )
    assert here[:3] == pytest.approx(there[:3], abs=0.2), "Another network than the one whose picture the lesson keeps."
    assert panel.picture.scale == "projected"


def test_controls_go_to_the_page_and_come_back():
    trained, chapter = lesson_of(4), chapter_of(4)
    panel = panel_of(trained, chapter, chapter.screens[1])
    kinds = {control["name"]: control["kind"] for control in controls_of(panel)}
    point = {"block": "slider", "taken": "slider"}
    assert kinds == {"blocks": "slider", "branches": "menu", "size": "slider", "seed": "slider"} | point
    begin = values_of(panel)
    assert begin | {"blocks": 8, "branches": 1, "size": 0.4, "seed": 0} == begin
    moved(panel, {"blocks": 3, "branches": 0, "size": 0.7000000001})
    assert panel.parameters | {"blocks": 3, "branches": "linear", "size": 0.7, "seed": 0} == panel.parameters
    with pytest.raises(ValueError, match="out of range"):
        moved(panel, {"blocks": 99})
    assert panel.picture.width * 2 > 1700, "Large enough for a wall."


def test_only_the_panel_of_the_wall_is_rendered_for_the_wall():
    def sharpness(picture):
        return picture.canvas.get_width_height()[0] / picture.width

    panel = panel_of(lesson_of(3), chapter_of(3), chapter_of(3).screens[4])
    after = Picture(lambda figure: {}, lambda artists, data: None)
    assert sharpness(panel.picture) == pytest.approx(scene.SHARPNESS, rel=1e-3)
    assert sharpness(after) == pytest.approx(picture.SHARPNESS, rel=1e-3)


LIVE = [
    pytest.param(number, screen, id=f"{number}-{screen.cell}")
    for number in range(1, 6)
    for screen in chapter_of(number).screens
    if screen.live and not screen.needs
]


@pytest.mark.parametrize(("number", "screen"), LIVE)
def test_the_panel_of_every_screen_is_that_of_the_lesson_made_for_the_wall(number, screen):
    trained = lesson_of(number)
    panel = panel_of(trained, chapter_of(number), screen)
    assert panel.picture.scale == "projected" and panel.png.startswith(b"\x89PNG") and not panel.error
    here, there = (re.sub(r"[^A-Za-z]+", " ", text) for text in (panel.text, trained.said(screen.cell)))
    assert here == there, "The lesson's picture stands there until the panel is live."


def test_a_cell_that_trains_and_shows_is_not_run_again_once_it_is_prepared(place):
    source = "blocks = 1 / 0\npanels.path_lattice().show(blocks=blocks)"
    trained = Lesson(4, "A lesson", lesson("").cells | {"both": lesson(source).cells["train"] | {"id": "both"}})
    start = {"id": "start", "cell_type": "code", "source": "from course_utils.panels import ensembles as panels"}
    trained.cells["start"] = start | {"outputs": []}
    preparation = Preparation(("both",), ("blocks",), 1, "A number is divided")
    preparing.keep(preparing.file_of(trained, "blocks", preparation), {"blocks": 3})
    screen = Screen("A title", 1, "Why?", cell="both", needs=("blocks",))
    assert panel_of(trained, Chapter((screen,), {"blocks": preparation}), screen).parameters["blocks"] == 3
