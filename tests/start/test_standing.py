"""Where one stands: the outline read from the notebooks, the counts, the next step, the page of evidence."""

import ast
import datetime
import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from course_utils.checks import check
from course_utils.checks.exercise import EXERCISES
from course_utils.panels.recall import QUESTIONS
from course_utils.start import evidence, outline, standing
from course_utils.start.outcomes import SUPPORTED, turned_out
from course_utils.start.outline import chapters, minutes_of, predictions_in, sections_of
from course_utils.start.standing import Standing
from tools.files import COURSE

DAY = datetime.date(2026, 11, 27)


def answered(id, first=True, missed=False):
    return {
        f"recall/{id}": {"answer": "", "right": True, "first": first, "missed": missed, "tries": 1, "on": "2026-11-26"}
    }


def solved(task, points=None):
    points = task.points if points is None else points
    return {f"exercise/{task.id}": {"best": points, "last": 0, "of": task.points, "tries": 2, "on": "2026-11-25"}}


def everything():
    values = {}
    for chapter in chapters():
        for key in chapter.predictions:
            values[f"prediction/{key}"] = "this"
            values[f"outcome/{key}"] = {"predicted": "this", "measured": "that", "unit": "times"}
        for id in chapter.questions:
            values |= answered(id)
        for task in chapter.checked:
            values |= solved(task)
    return values


# The outline


def test_the_outline_has_what_the_course_has():
    assert {id for chapter in chapters() for id in chapter.questions} == set(QUESTIONS)
    tasks = {task.id: task for chapter in chapters() for task in chapter.tasks}
    assert set(tasks) == set(EXERCISES)
    for id, exercise in EXERCISES.items():
        expected = (exercise.title, exercise.points, bool(exercise.by_hand), exercise.minutes)
        assert (tasks[id].title, tasks[id].points, tasks[id].by_hand, tasks[id].minutes) == expected
    for chapter in chapters():
        text = (COURSE / "chapters" / chapter.folder / "lesson.ipynb").read_text(encoding="utf-8")
        assert len(chapter.predictions) == len(re.findall(r'"predict(?:_number)?\(', text))
        assert all(len(question) > 10 for question in chapter.predictions.values())


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.folder)
def test_the_rule_gives_about_the_minutes_that_the_lesson_states(chapter):
    text = (COURSE / "chapters" / chapter.folder / "lesson.ipynb").read_text(encoding="utf-8")
    (said,) = re.findall(r"Reading takes about (an hour|\d+ minutes)", text)
    stated = 60 if said == "an hour" else int(said.split()[0])
    assert abs(chapter.minutes - stated) < 0.25 * stated
    assert chapter.minutes < 62  # an hour, and who adds to a lesson cuts elsewhere


def test_the_rule_of_the_minutes():
    def cell(kind, source):
        return {"cell_type": kind, "source": source}

    assert minutes_of(cell("markdown", "word " * 400)) == pytest.approx(2)
    assert minutes_of(cell("markdown", "$$x$$ word")) == pytest.approx(0.25 + 1 / 200)
    assert minutes_of(cell("code", "a = 1\n\n" * 12)) == pytest.approx(1)
    assert minutes_of(cell("code", "panels.x().show()")) == pytest.approx(1 + 5 / 60)
    assert minutes_of(cell("code", 'predict(\n "a")')) == 0.5
    assert minutes_of(cell("code", 'from a import recall\n\nrecall("1-a")')) == 1
    folded = cell("code", "a = 1\n" * 60) | {"metadata": {"jupyter": {"source_hidden": True}}}
    assert minutes_of(folded) == pytest.approx(1 / 6)
    assert minutes_of(cell("markdown", "word " * 200 + "<details>" + "word " * 400 + "</details>")) == pytest.approx(1)
    assert minutes_of(cell("markdown", "word " * 400) | {"id": "references-continued"}) == 0


def test_a_question_may_have_a_name():
    assert predictions_in('question = "How long?"\npredict_number("4-length", question, 0, 1)') == {
        "4-length": "How long?"
    }
    assert predictions_in("%magic") == {}


def test_a_notebook_that_cannot_be_read_is_empty(tmp_path):
    (tmp_path / "a.ipynb").write_text("{")
    assert outline.cells_of(tmp_path / "a.ipynb") == outline.cells_of(tmp_path / "none.ipynb") == []
    assert sections_of([]) == [] or sections_of([])[0].minutes == 0
    assert "Next: lesson 1" in repr(Standing({}, tmp_path))


# Where one stands


def test_at_the_beginning():
    stand = Standing({})
    assert repr(stand).splitlines()[0] == "Nothing of yours is kept yet."
    (step,) = stand.steps
    assert step.link == "01_residual_mathematics/lesson.ipynb"
    assert step.minutes == pytest.approx(chapters()[0].minutes)
    assert all(place.share == 0 for place in stand.places)


def test_the_minutes_fall_with_the_last_answer_and_the_link_leads_there():
    first, *_, last = chapters()[0].predictions
    begin, near = Standing({f"prediction/{first}": "x"}), Standing({f"prediction/{last}": "x"})
    assert chapters()[0].minutes > begin.steps[0].minutes > near.steps[0].minutes > 0
    (section,) = (s for s in chapters()[0].sections if last in s.predictions)
    path, _, anchor = near.steps[0].link.partition("#cell-id=")
    (cell,) = (cell for cell in outline.cells_of(COURSE / "chapters" / path) if cell["id"] == anchor)
    assert f"## {section.heading}\n" in cell["source"]
    assert f"]({near.steps[0].link})" in near._repr_markdown_()


def test_a_key_that_a_prediction_and_a_question_share_is_not_mixed_up():
    both = {key for c in chapters() for key in c.predictions} & set(QUESTIONS)
    assert both, "choose another example"
    place = Standing({f"prediction/{next(iter(both))}": "x"}).places[int(next(iter(both))[0]) - 1]
    assert place.predicted and not place.recalled and place.share < 1


def test_a_lesson_is_read_when_every_recall_question_has_an_answer():
    ids = chapters()[0].questions
    values = {key: value for id in ids[:-1] for key, value in answered(id).items()}
    assert not Standing(values).places[0].read
    assert 0 < Standing(values).places[0].minutes_to_read < 5
    whole = Standing(values | answered(ids[-1], first=False, missed=True))
    assert whole.places[0].read and whole.places[0].share == 1
    assert (whole.places[0].right_at_first, whole.places[0].missed) == (len(ids) - 1, 1)
    assert "Recall questions that come back: 1." in whole._repr_markdown_()


def test_after_a_lesson_its_exercises_or_the_next_lesson():
    values = {key: value for id in chapters()[0].questions for key, value in answered(id).items()}
    one, two, three, *_ = chapters()[0].checked
    stand = Standing(values | solved(one) | solved(two, two.points - 1))
    exercise, lesson = stand.steps
    assert exercise.words == f"exercise {two.heading}" and lesson.words.startswith("lesson 2, ")
    assert exercise.minutes == sum(task.minutes for task in chapters()[0].checked) - one.minutes
    points, count = sum(task.points for task in chapters()[0].checked), len(chapters()[0].checked)
    assert f"{one.points + two.points - 1}/{points} points" in repr(stand) and f"exercises 1/{count}" in repr(stand)
    path, _, anchor = exercise.link.partition("#cell-id=")
    (cell,) = (cell for cell in outline.cells_of(COURSE / "exercises" / path) if cell["id"] == anchor)
    assert cell["source"].startswith(f"## {two.heading}\n")


def test_at_the_end_nothing_is_next():
    stand = Standing(everything())
    assert stand.steps == [] and "All lessons are read" in repr(stand)
    assert "All lessons are read" in stand._repr_markdown_()
    assert stand.outcomes()._repr_markdown_().count("| this times | that times |") == sum(
        len(c.predictions) for c in chapters()
    )


@pytest.mark.parametrize("junk", [3, "x", [], None, {}, {"best": "many"}, {"first": 1}])
def test_what_cannot_be_understood_counts_as_nothing(junk):
    names = [f"recall/{id}" for id in QUESTIONS] + [f"exercise/{id}" for id in EXERCISES]
    names += [f"outcome/{key}" for chapter in chapters() for key in chapter.predictions]
    stand = Standing(dict.fromkeys(names, junk))
    assert repr(stand) and stand._repr_markdown_() and repr(stand.outcomes())
    assert sum(sum(place.points.values()) for place in stand.places) == 0
    assert evidence.page(stand, "", "0" * 64, DAY)


# How predictions turned out


def revealed():
    """`(key, options or None, measured)` of each prediction of the lessons, as the stored notebooks have it."""
    for chapter in chapters():
        cells = outline.cells_of(COURSE / "chapters" / chapter.folder / "lesson.ipynb")
        sources = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
        for cell in cells:
            if match := re.search(r'^reveal\(\s*"([^"]+)"', cell["source"], re.MULTILINE):
                said = "".join("".join(output.get("data", {}).get("text/plain", "")) for output in cell["outputs"])
                asked = re.search(rf'^predict\(\s*"{match[1]}",[^\[]*(\[[^\]]*\])', sources, re.MULTILINE)
                yield match[1], asked and ast.literal_eval(asked[1]), said.partition("measured: ")[2].rstrip(".")


REVEALED = {key: (options, measured) for key, options, measured in revealed()}


def test_every_prediction_of_a_lesson_is_revealed_and_can_be_judged():
    assert set(REVEALED) == {key for chapter in chapters() for key in chapter.predictions}
    assert set(SUPPORTED) == {key for key, (options, _) in REVEALED.items() if options}


@pytest.mark.parametrize("key", sorted(SUPPORTED))
def test_the_stored_measurement_supports_one_option(key):
    options, measured = REVEALED[key]
    assert [turned_out(key, option, measured) for option in options].count(True) == 1, (options, measured)
    if key != "4-source":  # which is derived
        assert turned_out(key, options[0], "nothing that can be read") is None


@pytest.mark.parametrize(
    ("key", "measured", "words"),
    [
        ("1-cause", "0.001 times as large; after the epochs of training, 1 to 2 times", "much smaller: it vanishes"),
        ("2-bound", "238.1, while the bound says: at most 237", "about 237"),
        ("2-bound", "0.0012, while the bound says: at most 237", "about 0.001"),
        ("3-pair", "1.02 times as long", "about the same time"),
        ("3-four", "7.1 times", "about 8 times"),
        ("4-surgery", "plain 0.10, residual 0.96 (median over blocks and seeds)", "plain falls to guessing, residual"),
        (
            "5-swap",
            "flow 1.001, augmented flow 0.000, residual net 0.000 (mean squared error)",
            "the augmented flow and",
        ),
    ],
)
def test_the_numbers_decide(key, measured, words):
    options = REVEALED[key][0]
    (right,) = [option for option in options if turned_out(key, option, measured)]
    assert right.startswith(words)


def test_a_number_is_right_within_a_tenth():
    assert [turned_out("5-rk4", said, "16.0: 2 to the power 4") for said in (14, 15, 17, 18)] == [
        False,
        True,
        True,
        False,
    ]
    assert turned_out("3-break-even", 328, "335") and turned_out("3-break-even", None, "335") is None


def test_where_one_stands_counts_how_predictions_turned_out():
    values = {f"prediction/{key}": "x" for key in ("1-scaling", "1-cause", "1-variation")}
    for key, said in (("1-scaling", "close to 0"), ("1-cause", "much larger: it explodes")):
        values[f"outcome/{key}"] = {"predicted": said, "measured": "0.05; the plain network has 0.05", "unit": ""}
    stand = Standing(values)
    assert "predictions 3/6 (1 as measured, 1 not)" in repr(stand)
    assert stand.picture().axes[0].get_title("left").endswith("3 predictions made, 1 of 2 as measured")
    table = stand.outcomes()._repr_markdown_()
    assert table.count("| as you said |") == 1 == table.count("| otherwise |")
    assert "<td>as you said</td>" in evidence.page(stand, "", "0" * 64, DAY)


def test_the_picture_has_three_bars_a_chapter_and_their_words():
    figure = Standing(everything()).picture()
    (axes,) = figure.axes
    assert len(axes.patches) == 2 * 3 * 5
    made = sum(len(chapter.predictions) for chapter in chapters())
    assert axes.get_title("left").startswith(f"5 of 5 lessons read, {made} predictions made")
    assert [text.get_text() for text in axes.texts].count("read") == 5
    assert axes.get_legend().get_texts()[0].get_text() == "lesson read"


def run(*arguments, **settings):
    return subprocess.run(arguments, cwd=COURSE, capture_output=True, text=True, timeout=60, check=True, **settings)


def test_the_terminal_gets_a_few_lines_without_anything_heavy():
    code = "import sys; from course_utils.start import standing; standing.main(); "
    code += "print(sorted({'torch', 'matplotlib', 'numpy', 'pandas', 'ipywidgets'} & set(sys.modules)))"
    *lines, loaded = run(sys.executable, "-c", code).stdout.splitlines()
    assert loaded == "[]"
    assert 2 <= len(lines) <= 9 and "Next: " in "\n".join(lines)


def test_a_damaged_file_is_set_aside_and_said(tmp_path, capsys):
    (tmp_path / "my_work").mkdir()
    (tmp_path / "my_work/progress.json").write_text("{half")
    assert standing.main(tmp_path) == 0
    assert "progress.corrupt-1.json" in capsys.readouterr().out
    assert (tmp_path / "my_work/progress.corrupt-1.json").read_text() == "{half"


def test_the_notebook_reads_the_learners_file(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    (tmp_path / "progress.json").write_text(json.dumps(everything()))
    assert all(place.read for place in standing.standing().places)


# A learner's own checks


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr("course_utils.checks.record.in_a_kernel", lambda: True)
    return tmp_path / "progress.json"


def test_the_best_points_are_kept_and_no_stub(kernel):
    def stub(x, W1, b1, W2, b2):
        raise NotImplementedError

    check("1.1", stub)
    assert not kernel.exists()
    best = check("1.1", lambda x, W1, b1, W2, b2: x + (x @ W1.T + b1).relu() @ W2.T + b2)
    worse = check("1.1", lambda x, W1, b1, W2, b2: x)
    assert best.points == 3 > worse.points > 0
    kept = json.loads(kernel.read_text())["exercise/1.1"]
    assert (kept["best"], kept["last"], kept["of"], kept["tries"]) == (3, worse.points, 3, 2)


@pytest.mark.parametrize("seed", ["instructor", 7])
def test_a_graders_check_is_not_kept(kernel, seed):
    check("1.1", lambda x, W1, b1, W2, b2: x, seed)
    assert not kernel.exists()


def test_outside_a_kernel_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    check("1.1", lambda x, W1, b1, W2, b2: x)
    assert not (tmp_path / "progress.json").exists()


def test_a_file_that_fails_stops_no_check(kernel, monkeypatch):
    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr("course_utils.system.progress.Progress.change", fails)
    assert check("1.1", lambda x, W1, b1, W2, b2: x).points > 0


# The page of evidence


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text, self.outside = [], "", []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.outside += [value for name, value in attributes if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_is_whole_self_contained_and_says_what_it_does_not_prove():
    name = "<b>Ada</b> & co"
    reader = Reader()
    reader.feed(evidence.page(Standing(everything()), name, "f" * 64, DAY))
    assert reader.open == [] and reader.outside == []
    most = sum(task.points for chapter in chapters() for task in chapter.checked)
    for words in (
        name,
        f"5 of 5 lessons read; {most} of {most} points",
        "It does not show who did it",
        "f" * 64,
        "2026-11-27",
    ):
        assert words in reader.text
    assert "3 of 3" in reader.text and "that times" in reader.text
    assert "url(" not in evidence.STYLE and "@page" in evidence.STYLE


def test_each_page_gets_a_name_of_its_own(tmp_path, capsys):
    assert evidence.main(["--course", str(tmp_path)]) == 1
    assert "make lab makes that folder" in capsys.readouterr().out
    (tmp_path / "my_work").mkdir()
    (tmp_path / "my_work/progress.json").write_text("{}")
    paths = [evidence.write(tmp_path, "", DAY) for _ in range(3)]
    assert [path.name for path in paths] == [f"evidence-2026-11-27{end}.html" for end in ("", "-2", "-3")]
    assert evidence.main(["--course", str(tmp_path), "--name", "Ada"]) == 0
    assert (
        "Ada" in sorted((tmp_path / "my_work").glob("evidence-*.html"), key=lambda p: p.stat().st_mtime)[-1].read_text()
    )
