"""Whatever one exercise does, it gets its status, every other exercise its points, and the machine is left alone."""

import json
import os
import time

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading import folders
from course_utils.grading.grader import exercises_of, grade, grade_one
from course_utils.grading.inside import users
from tests.grading import classroom
from tests.grading.conftest import SUBMISSIONS

ACCIDENTS = sorted((SUBMISSIONS / "accidents").glob("*.py"))
NEEDS_A_LIMIT = {"fork_bomb", "many_threads", "daemons"}
SOLVED = classroom.cell_of(classroom.solved(), "answer-1-2")["source"]


def parents() -> dict[str, tuple[str, int]]:
    """The processes of all sandboxes on this machine, each with its parent and its user."""
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")) if os.path.isdir("/proc") else ():
        try:
            with open(f"/proc/{entry}/stat") as file, open(f"/proc/{entry}/cmdline") as command:
                if "warm.py" in command.read():
                    found[entry] = file.read().rpartition(")")[2].split()[1], os.stat(f"/proc/{entry}").st_uid
        except OSError:
            pass
    return found


def processes(sandbox, before: set[str]) -> set[str]:
    """All that descends from a sandbox, and orphans of its user that were not there before."""
    now, found = parents(), {str(sandbox.process.pid)}
    for _ in range(10):
        for entry, (parent, user) in now.items():
            orphan = parent == "1" and 0 <= user - sandbox.walls["user"] < users.USERS and entry not in before
            found |= {entry} if orphan or parent in found else set()
    return found


def settled(sandbox, before: set[str], wanted: int, seconds: float = 10.0) -> int:
    """How many processes are left, after a moment for those that are ending."""
    deadline = time.monotonic() + seconds
    while len(processes(sandbox, before)) > wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(processes(sandbox, before))


@pytest.mark.parametrize("path", ACCIDENTS, ids=lambda path: path.stem)
def test_accident_costs_its_own_exercise_only(path, quick, tmp_path):
    if path.stem in NEEDS_A_LIMIT and quick.walls["forks"] >= 40:
        pytest.skip("this machine does not limit the number of processes")
    if path.stem == "memory_files" and not quick.walls["group"]:
        pytest.skip("this machine does not limit the memory of several processes together")
    code = path.read_text(encoding="utf-8")
    _, statuses = classroom.header(code)
    learner = classroom.submit(tmp_path, "ann", classroom.answered({"1.1": code, "1.2": SOLVED}))
    before, begin = set(parents()), time.monotonic()
    one = grade(quick, learner, exercises_of(["1"]), seed=7)
    found = {result.exercise: result for result in one.results}
    assert found["1.1"].status in statuses and found["1.1"].points == 0, found["1.1"]
    assert found["1.2"].status == "passed"
    assert {found[id].status for id in ("1.3", "1.4")} == {"not attempted"}
    assert all(law["message"] for law in found["1.1"].properties if not law["passed"])
    assert time.monotonic() - begin < 60
    assert settled(quick, before, 3) <= 3  # the warm process and the one above it, and a spare worker


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not a notebook"),
        (b"", "not a notebook"),
        (b"\xff\xfe\x00", "not a notebook"),
        (b"[" * 200_000, "not a notebook"),
        (b'{"cells": 3}', "not a notebook"),
        (b'{"cells": [' + b"9" * 10_000 + b"]}", "not a notebook"),
        (b'{"cells": [{"source": ["' + b"x" * 3_000_000 + b'"], "id": "answer-1-1"}]}', ""),
    ],
)
def test_unreadable_notebook(content, words, quick, tmp_path):
    one = grade(quick, classroom.submit(tmp_path, "ann", content), exercises_of(["1"]), seed=7)
    assert one.points == 0
    if words:
        assert {result.status for result in one.results} == {"notebook unreadable"}
        assert words in one.problems[0] and "exercises.ipynb" in one.problems[0]


def test_notebook_of_500_mb_is_not_even_read(quick, tmp_path):
    learner = classroom.submit(tmp_path, "ann", "{")
    os.truncate(learner / "exercises.ipynb", 500 << 20)
    classroom.submit(tmp_path, "ann", classroom.answered({"1.1": classroom.RIGHT}), "second.ipynb")
    one = grade(quick, learner, exercises_of(["1"]), seed=7)
    assert one.results[0].status == "passed" and "500 MB" in one.problems[0]


def test_notebook_with_huge_outputs_is_read(quick, tmp_path):
    notebook = classroom.answered({"1.1": classroom.RIGHT})
    classroom.cell_of(notebook, "check-1-1")["outputs"] = [{"output_type": "stream", "text": "endless " * 3_000_000}]
    one = grade(quick, classroom.submit(tmp_path, "ann", notebook), exercises_of(["1"]), seed=7)
    assert one.results[0].status == "passed"


def test_a_pipe_in_place_of_a_notebook_does_not_hang(quick, tmp_path):
    (tmp_path / "ann").mkdir()
    os.mkfifo(tmp_path / "ann" / "exercises.ipynb")
    one = grade(quick, tmp_path / "ann", exercises_of(["1"]), 7)
    assert {result.status for result in one.results} == {"notebook unreadable"} and "not a file" in one.problems[0]


def test_missing_cell(quick, tmp_path):
    notebook = classroom.solved()
    notebook["cells"] = [cell for cell in notebook["cells"] if "1-1" not in cell["id"] or "1-10" in cell["id"]]
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in ("answer-1-1", "check-1-1")]
    one = grade(quick, classroom.submit(tmp_path, "ann", notebook), exercises_of(["1"])[:2], seed=7)
    assert [result.status for result in one.results] == ["exercise missing", "passed"]


def test_no_notebook_at_all(quick, tmp_path):
    (tmp_path / "ann").mkdir()
    assert {r.status for r in grade(quick, tmp_path / "ann", exercises_of(["1"]), 7).results} == {"exercise missing"}


def test_the_warm_process_is_started_again_if_it_is_gone(quick):
    before = quick.walls
    quick.process.kill()
    quick.process.wait()
    for _ in range(3):
        result = grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", classroom.RIGHT), seed=7)
    assert result.status == "passed" and quick.walls.keys() == before.keys()


def test_a_warning_costs_nothing(quick):
    code = "import warnings, sys\n" + classroom.RIGHT.replace(
        "    return", "    warnings.warn('careful')\n    print('oh', file=sys.stderr)\n    return"
    )
    assert grade_one(quick, EXERCISES["1.1"], classroom.alone("1.1", code), seed=7).status == "passed"


# --- where the answer is -----------------------------------------------------------------------------------------


def graded(quick, tmp_path, notebook):
    return grade(quick, classroom.submit(tmp_path, "ann", notebook), [EXERCISES["1.1"]], seed=7).results[0]


def new_cell(source, **more):
    return {"cell_type": "code", "id": "x1", "metadata": {}, "outputs": [], "source": source} | more


def test_answer_is_found_without_any_name(quick, tmp_path):
    cells = [new_cell("1 + 1", id="a"), new_cell(classroom.RIGHT.splitlines(keepends=True), id="b")]
    assert graded(quick, tmp_path, {"cells": cells}).status == "passed"


def test_answer_is_found_by_its_id_when_the_metadata_is_lost(quick, tmp_path):
    notebook = classroom.answered({"1.1": classroom.RIGHT})
    for cell in notebook["cells"]:
        cell["metadata"] = None
    assert graded(quick, tmp_path, notebook).status == "passed"


def test_copy_that_was_solved_wins_over_the_stub(quick, tmp_path):
    notebook = classroom.released()
    place = [cell["id"] for cell in notebook["cells"]].index("answer-1-1")
    copy = dict(notebook["cells"][place], source=classroom.RIGHT, id="fresh")
    for where in (place, place + 1, len(notebook["cells"])):
        cells = [*notebook["cells"][:where], copy, *notebook["cells"][where:]]
        result = graded(quick, tmp_path, notebook | {"cells": cells})
        assert result.status == "passed"


def test_of_two_written_answers_the_last_before_the_check_counts(quick, tmp_path):
    wrong = "def residual_block(x, W1, b1, W2, b2):\n    return x\n"
    notebook = classroom.answered({"1.1": classroom.RIGHT})
    place = [cell["id"] for cell in notebook["cells"]].index("answer-1-1")
    early = [*notebook["cells"][:place], new_cell(wrong), *notebook["cells"][place:]]
    late = [*notebook["cells"], new_cell(wrong)]
    assert graded(quick, tmp_path, notebook | {"cells": early}).status == "passed"
    assert graded(quick, tmp_path, notebook | {"cells": late}).status == "passed"


def test_code_cell_that_became_markdown_still_counts(quick, tmp_path):
    notebook = classroom.answered({"1.1": classroom.RIGHT})
    classroom.cell_of(notebook, "answer-1-1")["cell_type"] = "markdown"
    assert graded(quick, tmp_path, notebook).status == "passed"


def test_helpers_of_other_cells_come_along(quick, tmp_path):
    notebook = classroom.answered({"1.1": "def residual_block(x, *w):\n    return x + branch(x, *w)\n"})
    helper = "SCALE = 1\n\n\ndef branch(x, W1, b1, W2, b2):\n    return SCALE * (relu(x @ W1.T + b1) @ W2.T + b2)\n"
    cells = [new_cell("from torch import relu\n1 / 0", id="a"), new_cell(helper, id="b"), new_cell("while True: pass")]
    assert graded(quick, tmp_path, notebook | {"cells": cells + notebook["cells"]}).status == "passed"


def test_magics_and_calls_at_the_top_level_do_not_matter(quick, tmp_path):
    code = "%%time\n!ls\nresidual_block?\nprint(undefined)\nexit()\n" + classroom.RIGHT + "residual_block(1)\n"
    assert graded(quick, tmp_path, classroom.answered({"1.1": code})).status == "passed"


def test_an_import_that_is_left_out_is_named(quick, tmp_path):
    code = "import course_utils.checks.layers\nfrom matplotlib import pyplot\n" + classroom.RIGHT
    result = graded(quick, tmp_path, classroom.answered({"1.1": code}))
    assert result.status == "passed"
    assert "import course_utils.checks.layers" in result.notes[0] and "matplotlib" in result.notes[1]


def test_syntax_error_is_named_with_its_line(quick, tmp_path):
    result = graded(quick, tmp_path, classroom.answered({"1.1": "def residual_block(x):\n    return (x\n"}))
    assert result.status == "crashed" and "line 2" in result.properties[0]["message"]


def test_another_name_is_an_exercise_missing(quick, tmp_path):
    result = graded(quick, tmp_path, classroom.answered({"1.1": "def my_block(x):\n    return x\n"}))
    assert result.status == "exercise missing"


def test_learners_and_notebooks_that_are_none(tmp_path):
    for name in (".git", "__MACOSX", "ann"):
        (tmp_path / name / ".ipynb_checkpoints").mkdir(parents=True)
        (tmp_path / name / ".ipynb_checkpoints" / "exercises.ipynb").write_text(json.dumps(classroom.solved()))
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "bob").symlink_to(tmp_path / "ann")
    assert [path.name for path in folders.learners_in(tmp_path)] == ["ann"]
    assert folders.notebooks_of(tmp_path / "ann") == []


HANG = """    while len(weights) > 1:
        try:
            time.sleep(60)
        except BaseException:
            pass
"""


def test_what_holds_before_a_hang_keeps_its_points(quick):
    code = "import time\n" + "".join(SOLVED).replace("    eye =", f"{HANG}    eye =")
    result = grade_one(quick, EXERCISES["1.2"], classroom.alone("1.2", code), seed=7)
    assert (result.status, result.points) == ("timed out", 1)
    assert [law["passed"] for law in result.properties] == [True, False, False]
