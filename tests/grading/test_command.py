"""The command: table, pages, points by hand, taking up where it stopped, exit codes."""

import contextlib
import csv
import json
import subprocess

import pytest

from course_utils.checks import EXERCISES
from course_utils.checks.exercise import Draw
from course_utils.grading import cli, overview, results
from course_utils.grading.answers import unrelated
from course_utils.grading.cli import main
from course_utils.grading.results import STATUSES, Result
from course_utils.grading.store import HEADER
from tests.grading import classroom

NO_RELU = "def residual_block(x, W1, b1, W2, b2):\n    return x + (x @ W1.T + b1) @ W2.T + b2\n"
PROSE = "Because the measurement says so: <b>no</b>."


@pytest.fixture
def class_of_four(tmp_path):
    """Ann solved all but the prose, Ben made a slip, Cem handed in rubbish, Dee nothing."""
    notebook = classroom.solved()
    classroom.cell_of(notebook, "answer-1-12")["source"] = PROSE
    classroom.submit(tmp_path / "in", "ann", notebook, "01_residual_mathematics/my exercises (2).ipynb")
    classroom.submit(tmp_path / "in", "ben", classroom.answered({"1.1": NO_RELU}))
    classroom.submit(tmp_path / "in", "cem & co", "{")
    (tmp_path / "in" / "dee").mkdir()
    return tmp_path


def run(folder, *options):
    return main([str(folder / "in"), "--output", str(folder / "out"), *options])


def rows(folder):
    with open(folder / "out" / "grades.csv", newline="") as file:
        return list(csv.DictReader(file))


def row(folder, learner, id):
    return next(row for row in rows(folder) if row["learner"] == learner and row["exercise"] == id)


def test_everything_is_written(class_of_four, begun, capsys):
    assert run(class_of_four) == 0
    found = rows(class_of_four)
    first = [id for id in EXERCISES if id.startswith("1.")]
    assert tuple(found[0]) == HEADER
    assert [(r["learner"], r["exercise"]) for r in found] == [
        (n, id) for n in ("ann", "ben", "cem & co", "dee") for id in first
    ]
    assert {r["status"] for r in found} <= set(STATUSES)
    assert {r["status"] for r in found if r["learner"] == "ann"} == {"passed", "to be read"}
    assert {r["status"] for r in found if r["learner"] == "cem & co"} == {"notebook unreadable"}
    assert {r["status"] for r in found if r["learner"] == "dee"} == {"not handed in"}
    assert row(class_of_four, "ben", "1.1")["status"] == "partly"
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (class_of_four / "out" / "feedback").iterdir()}
    assert set(pages) == {"ann", "ben", "cem & co", "dee"}
    assert "The ReLU between the two layers is missing" in pages["ben"] and "return x + (x @ W1.T" in pages["ben"]
    assert "&lt;b&gt;no&lt;/b&gt;" in pages["ann"] and "<b>no" not in pages["ann"]
    overview = (class_of_four / "out" / "overview.html").read_text(encoding="utf-8")
    assert overview.count("data:image/png;base64,") == 2 and "The ReLU between the two layers is missing" in overview
    assert 'href="feedback/cem%20%26%20co.html"' in overview and "cem &amp; co" in overview
    said = capsys.readouterr().out
    assert "Around each answer" in said and "wait for a person: 1." in said


@pytest.fixture
def begun(sandbox, monkeypatch):
    """A sandbox that is there already."""
    monkeypatch.setattr(cli, "Sandbox", lambda limits, hidden: contextlib.nullcontext(sandbox))


@pytest.fixture
def started(sandbox, monkeypatch):
    """The same for tests with many runs: without the overview's pictures, half of a run, which have their own tests."""
    monkeypatch.setattr(cli, "Sandbox", lambda limits, hidden: contextlib.nullcontext(sandbox))
    for name in ("share_solved", "totals"):
        monkeypatch.setattr(overview, name, lambda graded: ("", "a picture"))


def count_grading(monkeypatch):
    """The learners graded from now on."""
    graded, real = [], cli.grade

    def counted(sandbox, learner, *more):
        graded.append(learner.name)
        return real(sandbox, learner, *more)

    monkeypatch.setattr(cli, "grade", counted)
    return graded


def test_one_learner_or_one_exercise_is_graded_again(class_of_four, started, monkeypatch):
    asked, real = [], cli.grade

    def counted(sandbox, learner, exercises, *more):
        asked.append((learner.name, [exercise.id for exercise in exercises]))
        return real(sandbox, learner, exercises, *more)

    run(class_of_four)
    before = (class_of_four / "out" / "grades.csv").read_bytes()
    monkeypatch.setattr(cli, "grade", counted)
    run(class_of_four, "--learner", "ben")
    assert [name for name, _ in asked] == ["ben"]
    run(class_of_four, "--exercise", "1.1")
    assert asked[1:] == [(name, ["1.1"]) for name in ("ann", "ben", "cem & co", "dee")]
    assert (class_of_four / "out" / "grades.csv").read_bytes() == before
    assert {path.name for path in (class_of_four / "out").glob("grades*.csv")} == {
        "grades.csv", "grades-wide.csv", "grades-canvas.csv", "grades-moodle.csv"
    }  # fmt: skip


def test_second_run_grades_only_what_has_changed(class_of_four, started, monkeypatch):
    graded = count_grading(monkeypatch)
    run(class_of_four)
    assert graded == ["ann", "ben", "cem & co", "dee"]
    before = (class_of_four / "out" / "grades.csv").read_bytes()
    run(class_of_four)
    assert len(graded) == 4 and (class_of_four / "out" / "grades.csv").read_bytes() == before
    classroom.submit(class_of_four / "in", "ben", classroom.answered({"1.1": classroom.RIGHT}))
    run(class_of_four)
    assert graded[4:] == ["ben"] and row(class_of_four, "ben", "1.1")["status"] == "passed"
    run(class_of_four, "--seed", "another")
    assert len(graded) == 9
    run(class_of_four, "--seed", "another", "--again")
    assert len(graded) == 13


def test_interrupted_run_goes_on_from_where_it_stopped(class_of_four, started, monkeypatch, capsys):
    graded, real = [], cli.grade

    def impatient(sandbox, learner, *more):
        if learner.name == "cem & co" and len(graded) == 2:
            graded.append("stop")
            raise KeyboardInterrupt
        graded.append(learner.name)
        return real(sandbox, learner, *more)

    monkeypatch.setattr(cli, "grade", impatient)
    assert run(class_of_four) == 130
    assert "goes on from here" in capsys.readouterr().err
    assert run(class_of_four) == 0
    assert graded == ["ann", "ben", "stop", "cem & co", "dee"]


def test_spoiled_memory_of_an_earlier_run_is_graded_again(class_of_four, started, monkeypatch):
    run(class_of_four)
    for path in (class_of_four / "out" / ".graded").glob("*.json"):
        path.write_text("{}")
    graded = count_grading(monkeypatch)
    assert run(class_of_four) == 0 and len(graded) == 4


def test_the_seed_is_drawn_once_and_kept_to_ourselves(class_of_four, started, monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)
    run(class_of_four)
    seed = (class_of_four / "out" / ".graded" / "seed.txt").read_text()
    assert len(seed) == 16 and (class_of_four / "out" / ".graded").stat().st_mode & 0o077 == 0
    written = [path.read_text(encoding="utf-8") for path in (class_of_four / "out").rglob("*.html")]
    assert not any(seed in text for text in written)
    run(class_of_four, "--again")
    assert (class_of_four / "out" / ".graded" / "seed.txt").read_text() == seed


def test_points_by_hand_from_a_table(class_of_four, started, tmp_path, capsys):
    table = tmp_path / "read.csv"
    table.write_text("learner,exercise,points,comment\nann,1.12,2.5,Well <argued>.\nben,1.12,\n")
    assert run(class_of_four, "--hand-points", str(table)) == 0
    assert (
        row(class_of_four, "ann", "1.12")["points"] == "2.5" and row(class_of_four, "ann", "1.12")["status"] == "read"
    )
    assert row(class_of_four, "ben", "1.12")["status"] == "not attempted"
    assert "Well &lt;argued&gt;." in (class_of_four / "out" / "feedback" / "ann.html").read_text(encoding="utf-8")
    table.write_text("learner,exercise,points\nann,1.12,9\nzoe,1.12,1\nann,1.1,3\n")
    assert run(class_of_four, "--hand-points", str(table)) == 1
    said = capsys.readouterr().err
    assert (
        "9 points are not taken" in said
        and row(class_of_four, "ann", "1.12")["points"] == "0"
        and "zoe, 1.12: no such answer" in said
    )
    assert row(class_of_four, "ann", "1.1")["status"] == "passed"


@pytest.mark.parametrize(
    ("content", "words"),
    [("a,b\n1,2\n", "cannot be read"), ("learner,exercise,points\nann,1.12,many\n", "cannot be read")],
)
def test_bad_table_is_one_sentence(content, words, class_of_four, tmp_path, capsys):
    (tmp_path / "read.csv").write_text(content)
    assert run(class_of_four, "--hand-points", str(tmp_path / "read.csv")) == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "gradebook.db").write_text("not a database at all " * 100)
    assert run(class_of_four, "--hand-points", str(tmp_path / "gradebook.db")) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("make", [False, True])
def test_no_submissions_is_one_sentence(make, tmp_path, capsys):
    if make:
        (tmp_path / "in").mkdir()
    assert run(tmp_path) == 1
    assert "sub-folder for each learner" in capsys.readouterr().err


def test_make_grade_needs_a_folder():
    for folder in ("", "some folder"):
        command = ["make", "-n", "grade", f"SUBMISSIONS={folder}"]
        done = subprocess.run(command, cwd=classroom.COURSE, capture_output=True, text=True, check=True)
        assert "Which submissions? make grade SUBMISSIONS=folder" in done.stdout
        assert f'-m course_utils.grading "{folder}"' in done.stdout


def test_it_says_how_it_is_used(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0 and "submissions" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["x" * 250, "Zoë O'Neil-Müller", "-rf", "=1+1", "a%20b", b"caf\xe9".decode("utf-8", "surrogateescape")]
)
def test_strange_names(name, tmp_path, started, capsys):
    try:
        classroom.submit(tmp_path / "in", name, classroom.answered({"1.1": classroom.RIGHT}))
    except (OSError, UnicodeError):
        pytest.skip("this file system does not know such names")
    unkept = name.startswith("caf")  # no table holds it, and somebody has to be told
    assert run(tmp_path) == unkept and ("rename it" in capsys.readouterr().err) == unkept
    assert len(rows(tmp_path)) == len([id for id in EXERCISES if id.startswith("1.")])
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == 1


def test_results_survive_being_kept():
    law = {"name": "n", "passed": True, "points": 1.5, "message": ""}
    one = results.Graded("ann", [Result("1.1", "t", 3, "partly", 1.5, [law], "x", ["y"])], ["p"], "f")
    assert results.Graded.from_dict(json.loads(json.dumps(one.to_dict()))) == one


def test_the_answers_own_seed_tells_nothing_of_the_hidden_ones():
    seeds = {unrelated(seed, id) for seed in ("a", "b") for id in ("1.1", "1.2")}
    assert len(seeds) == 4
    assert not seeds & {
        Draw(seed, id, *law).seed for seed in "ab" for id in ("1.1", "1.2") for law in ((), ("answer",))
    }
