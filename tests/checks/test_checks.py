"""The mechanism of the checks: whatever an answer does, a report comes back, with one sentence that helps."""

import html
import itertools
import json
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from collections import namedtuple
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy
import pytest
import torch
from torch import relu

from course_utils.checks import EXERCISES, Answer, Trouble, check
from course_utils.checks.answer import plain
from course_utils.checks.asking import in_random_order, same
from course_utils.checks.exercise import Draw
from course_utils.checks.expect import expect
from course_utils.checks.precision import InPrecision
from course_utils.checks.report import Property, Report
from tools.release import released


def right(x, W1, b1, W2, b2):
    return x + relu(x @ W1.T + b1) @ W2.T + b2


def report_of(answer, id="1.1", **options):
    return check(id, answer, **options)


def text_of(answer, id="1.1"):
    return str(report_of(answer, id))


# --- what an answer may do wrong ---------------------------------------------------------------------------------


def unsolved(x, W1, b1, W2, b2):
    # YOUR CODE HERE
    raise NotImplementedError()


@pytest.mark.parametrize("answer", [None, ..., unsolved])
def test_unsolved_is_not_attempted(answer):
    report = report_of(answer)
    assert (report.status, report.points) == ("not attempted", 0)
    assert str(report).count("Not written yet.") == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda *a: None, "returned None"),
        (lambda *a: right(*a)[0], "has shape"),
        (lambda *a: right(*a).int(), "Whole numbers came back: were digits cut off?"),
        (lambda *a: right(*a).bfloat16(), "came back as bfloat16"),
        (lambda *a: [right(*a)[0].tolist(), right(*a)[1] > 0], "mixture of booleans and numbers"),
        (lambda *a: right(*a) > 0, "booleans"),
        (lambda *a: right(*a) + 0j, "complex numbers"),
        (lambda *a: right(*a) * float("nan"), "is nan"),
        (lambda *a: right(*a).to_sparse(), "sparse"),
        (lambda *a: "y", "type str"),
        (lambda *a: {"y": right(*a)}, "type dict"),
        (lambda *a: (right(*a), [right(*a)[0]]), "different shapes"),
        (lambda x, *a: right(x.mul_(2), *a), "changed its argument `x` in place"),
        (lambda x, W1, b1, W2, b2: right(x, W1, b1.zero_(), W2, b2), "changed its argument `b1` in place"),
        (lambda x, *a: right(x.resize_(1, 1), *a), "cannot be multiplied"),
        (lambda x: x, "could not be called as `residual_block(x, W1, b1, W2, b2)`"),
        (3.0, "This is a float, not `residual_block` itself"),
        (torch.ones(3), "This is a Tensor, not `residual_block` itself"),
        (lambda *a: 1 / 0, "raised ZeroDivisionError: division by zero"),
        (lambda *a: sys.exit(3), "exit() would end the whole notebook"),
        (lambda *a: undefined_name, "name 'undefined_name' is not defined"),  # noqa: F821
    ],
)
def test_each_mishap_has_its_sentence(answer, sentence):
    report = report_of(answer)
    assert report.points == 0 and report.status in ("failed", "crashed")
    assert sentence in str(report)


JUNK = [0.0, 1, True, 1j, [], [[]], [1.0, 2.0], [1.0, 2.0, 3.0], [3, [1.0, 2.0]], [3, [1j]], [[3], [torch.zeros(1, 1)]]]
JUNK += [torch.zeros(shape) for shape in ((), 0, 2, 3, (2, 3), (3, 0), (2, 2, 2))] + [[torch.zeros(2), []]]
JUNK += [[torch.zeros(40)] * 2, [torch.zeros(40) * 1j] * 2, [float("nan")] * 2, [float("inf")] * 3, [1e300, 1e300]]


@pytest.mark.parametrize(
    "exercise", [item for item in EXERCISES.values() if not item.by_hand], ids=lambda item: item.id
)
def test_data_of_any_form_gets_a_sentence(exercise):
    for junk in JUNK:
        report = check(exercise.id, lambda *a, junk=junk: junk)
        assert report.points < exercise.points
        assert "could not be read" not in str(report), report


def test_exception_names_the_learners_line():
    def answer(x, W1, b1, W2, b2):
        y = x @ W1
        return y

    line = answer.__code__.co_firstlineno + 1
    assert f"Line {line} of answer, `y = x @ W1`, raised RuntimeError" in text_of(answer)


def test_torchs_own_not_implemented_error_is_a_crash():
    class NoForward(torch.nn.Module):
        def __init__(self, width, hidden):
            super().__init__()

    assert report_of(NoForward, "1.3").status == "crashed"


@pytest.mark.parametrize("swallow", [Exception, BaseException])
def test_hang_is_stopped(swallow):
    def answer(*inputs):
        for _ in range(2):
            try:
                while True:
                    pass
            except swallow:
                pass
        return inputs[0]

    started = time.monotonic()
    stuck = Answer(answer, EXERCISES["1.1"].signature, seconds=0.2)
    report = check("1.1", stuck)
    assert report.status == "timed out" and "Still running after 0.2 seconds" in str(report)
    assert "Not tried" in str(report)
    assert time.monotonic() - started < 20


def test_time_limit_gives_back_an_outer_alarm():
    signal = pytest.importorskip("signal")
    if not hasattr(signal, "setitimer"):
        pytest.skip("no timers on this platform")
    rung = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        assert report_of(right).status == "passed"
        assert not rung
        time.sleep(0.4)
        assert rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_works_in_another_thread():
    reports = []
    thread = threading.Thread(target=lambda: reports.append(report_of(right)))
    thread.start()
    thread.join()
    assert reports[0].status == "passed"


def test_keyboard_interrupt_passes():
    def answer(*inputs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report_of(answer)


# --- objects that lie --------------------------------------------------------------------------------------------


class EqualsAll:
    """Claims to be equal to everything, as whatever type it is asked for."""

    __class__ = torch.Tensor
    dtype, shape = torch.float64, (2, 3)

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return lambda *a, **k: self

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return torch.tensor(True)


class Subclass(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return torch.zeros(2, 3)


class EqualTypes(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class EqualType(metaclass=EqualTypes):
    pass


class FakeArray(numpy.ndarray):
    pass


@pytest.mark.parametrize(
    "lie",
    [EqualsAll(), torch.zeros(2, 3).as_subclass(Subclass), EqualType(), numpy.zeros((2, 3)).view(FakeArray)],
    ids=lambda lie: type(lie).__name__,
)
def test_liars_earn_nothing(lie):
    for id in EXERCISES:
        report = report_of(lambda *a: lie, id)
        assert report.points == 0, id
    assert f"type {type(lie).__name__}" in text_of(lambda *a: lie)


def test_attributes_of_a_plain_tensor_are_not_asked():
    wrong = torch.zeros(2, 3)
    wrong.detach = wrong.clone = wrong.cpu = lambda *a: pytest.fail("the learner's attribute was called")
    assert plain(wrong) is not wrong and torch.equal(plain(wrong), torch.zeros(2, 3))


def test_input_that_turned_into_a_liar_counts_as_changed():
    def answer(x, *a):
        y = right(x, *a)
        x.__class__ = Subclass
        return y

    assert "changed its argument `x`" in text_of(answer)


def test_what_comes_back_shares_nothing_with_the_answer():
    kept = torch.ones(3, requires_grad=True)
    copy = plain(kept)
    assert not copy.requires_grad and copy.data_ptr() != kept.data_ptr()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (numpy.float32(2), 2.0),
        (numpy.int64(2), 2),
        (numpy.bool_(True), True),
        ((1.0, [2]), [1.0, [2]]),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
        (numpy.arange(3.0)[::-1], torch.tensor([2.0, 1.0, 0.0]).double()),
        (numpy.arange(3, dtype=">f8"), torch.arange(3).double()),
    ],
)
def test_plain(value, expected):
    found = plain(value)
    assert type(found) is type(expected)
    assert torch.equal(found, expected) if type(found) is torch.Tensor else found == expected


# --- comparing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_tolerance_follows_the_precision(dtype):
    exact = torch.randn(20, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expect(exact.to(dtype), exact)
    slip = {torch.float64: 3e-6, torch.float32: 3e-4}[dtype]
    with pytest.raises(Trouble):
        expect((exact + slip * exact.abs().max()).to(dtype), exact)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_numbers_come_back_in_the_precision_of_the_inputs_or_are_refused(dtype):
    x = torch.full((2,), 0.1, dtype=dtype)
    same = InPrecision(lambda x: [x.double(), x, x.sum().float(), torch.zeros(0, 3), 1.5])(x)
    assert [getattr(part, "dtype", dtype) for part in same] == [dtype, dtype, dtype, torch.float32, dtype]
    for coarse in (torch.float16, torch.bfloat16, *((torch.float32,) if dtype is torch.float64 else ())):
        with pytest.raises(Trouble, match=f"came back as {coarse}, .*expected {dtype}".replace("torch.", "")):
            InPrecision(lambda x, coarse=coarse: (x.to(coarse), 1))(x)


def test_a_table_of_numbers_may_be_float32_and_is_held_to_the_tolerance_of_the_inputs():
    x = torch.tensor([0.1, 0.2], dtype=torch.float64)
    table = InPrecision(lambda x: x.float(), tables=True)(x)
    expect(table, x)
    with pytest.raises(Trouble):
        expect(InPrecision(lambda x: (x * (1 + 3e-5)).float(), tables=True)(x), x * 10)
    with pytest.raises(Trouble, match="float32"):
        InPrecision(lambda x: x.float()[None], tables=True)(x)


Pair = namedtuple("Pair", "first second")


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ([[-2.5, 0], [0, -0.5]], torch.tensor([[-2.5, 0.0], [0.0, -0.5]]).double()),
        ([0, 0.5, True + 1], torch.tensor([0.0, 0.5, 2.0]).double()),
        (0, 0.0),
        (Fraction(1, 4), 0.25),
        (Pair(1, 0.5), [1.0, 0.5]),
        ([numpy.float64(0.5), numpy.int32(2)], [0.5, 2.0]),
        (torch.max(torch.eye(2), 1), [torch.ones(2), torch.arange(2.0)]),
        ((1.0, torch.tensor(2.0)), torch.tensor([1.0, 2.0])),
    ],
)
def test_a_whole_number_is_a_real_and_a_sequence_is_a_sequence(returned, expected):
    expect(plain(returned), expected)


@pytest.mark.parametrize("wrong", [True, [1.0, True], 1j, [float("nan")]])
def test_booleans_complex_numbers_and_nan_are_no_reals(wrong):
    with pytest.raises(Trouble):
        expect(plain(wrong), torch.ones(()).double() if type(wrong) is not list else torch.ones(len(wrong)).double())


def test_digits_are_printed_until_they_differ():
    with pytest.raises(Trouble, match=r"is 0.99902; expected 0.99901"):
        expect(0.99902, 0.99901)


def test_one_tensor_listed_many_times_is_named():
    states = torch.arange(6.0).reshape(3, 2)
    with pytest.raises(Trouble, match="one tensor listed many times"):
        expect([states[2]] * 3, states)
    with pytest.raises(Trouble, match=r"expected 5\.$"):  # alike for another reason
        expect([torch.ones(2)] * 3, states)


def test_each_run_has_a_budget_of_its_own():
    answer = Answer(right, EXERCISES["1.1"].signature, seconds=3)
    answer.left = 0.0
    assert check("1.1", answer).status == "passed" and 0 < answer.left < 3


def test_what_torch_imports_late_is_there_before_any_alarm():
    code = "import sys; from course_utils.checks.answer import Answer; Answer(abs, 'f(x)')(1.0); "
    assert subprocess.run([sys.executable, "-c", code + "assert 'torch._dynamo' in sys.modules"]).returncode == 0


def test_expect_names_the_worst_entry_and_the_slip():
    with pytest.raises(Trouble, match=r"y\[1\] is 5; expected 2. All halved"):
        expect(torch.tensor([1.1, 5.0]), torch.tensor([1.0, 2.0]), "y", [(torch.tensor([1.1, 5.0]), "All halved.")])


def test_nan_is_named_even_beside_larger_errors():
    with pytest.raises(Trouble, match="is nan"):
        expect(torch.tensor([9.0, float("nan")]), torch.zeros(2))


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (3, 3, True),
        (3, 4, False),
        (10**400, 10**400, True),
        (0.1, 0.1 + 1e-9, True),
        (0.1, 0.2, False),
        (float("nan"), float("nan"), True),
        (torch.ones(2), torch.ones(2), True),
        (torch.ones(2), torch.ones(3), False),
        ([1, [True, 2.0]], [1, [True, 2.0]], True),
        ([1, [True, 2.0]], [1, [False, 2.0]], False),
        ([1], [1, 1], False),
        ([1], 1, False),
    ],
)
def test_same(first, second, alike):
    assert same(first, second) == same(second, first) == alike


def test_cases_are_asked_in_another_order_under_another_seed_and_some_twice():
    asked = {}
    for seed in range(3):
        given = []
        pairs = in_random_order(lambda n, given=given: given.append(n) or n * n, Draw(seed), [(n,) for n in range(6)])
        assert pairs == [((n,), n * n) for n in range(6)] and sorted(set(given)) == list(range(6)) and len(given) == 10
        asked[tuple(given)] = seed
    assert len(asked) == 3
    calls = itertools.count()
    with pytest.raises(Trouble, match="another result than before"):
        in_random_order(lambda n: next(calls), Draw(0), [(1,), (2,)])


# --- the report --------------------------------------------------------------------------------------------------


def test_repr_is_the_points_as_a_number():
    assert repr(report_of(right)) == "3"
    assert repr(report_of(lambda x, *a: x)) == "1"
    assert repr(report_of(None)) == "0"
    assert repr(Report("0", "t", "partly", [Property("p", True, points=1.5)], 3)) == "1.5"


def test_partial_credit():
    report = report_of(lambda x, *a: x)
    assert (report.status, report.points, report.maximum) == ("partly", 1, 3)
    assert [item.passed for item in report.properties] == [False, True]


def test_html_escapes_the_learners_text():
    def answer(*inputs):
        raise ValueError("<script>alert(1)</script> & `more`")

    page = report_of(answer)._repr_html_()
    assert "<script>" not in page and html.escape("<script>") in page
    assert "color" not in page and "#" not in page.replace("&#", "")  # readable on light and dark pages


def test_a_report_with_a_picture_carries_it_and_its_words():
    page = report_of(lambda L: ((1 - 1 / L) ** 0.5, L**-0.5), "1.8")._repr_html_()
    assert "data:image/png;base64,iVBOR" in page and 'alt="Yours beside ours: Variance' in page


def test_picture_of_a_wild_answer_is_left_out_or_drawn_but_never_raises(capfd):
    for wild in (float("inf"), float("nan"), 1e300):
        assert report_of(lambda L, wild=wild: (wild, wild), "1.8")._repr_html_()
    assert capfd.readouterr().err == ""


def test_unknown_exercise_lists_the_known_ones():
    for id in ("9.9", 1.1, None, ["1.1"]):
        report = report_of(right, id)
        assert report.points == 0 and "There are 1.1, 1.2" in str(report)


def test_prose_is_read_by_a_person():
    by_hand = [item for item in EXERCISES.values() if item.by_hand]
    assert by_hand
    report = report_of("An answer.", by_hand[0].id)
    assert report.points == 0 and report.maximum == by_hand[0].points and "by hand" in str(report)


# --- silence -----------------------------------------------------------------------------------------------------


def test_nothing_reaches_stderr(capfd):
    def answer(*inputs):
        warnings.warn("careful", stacklevel=1)
        print("to stderr", file=sys.stderr)
        logging.getLogger("learner").warning("logged")
        os.write(2, b"straight to the descriptor")
        torch.tensor([1.0]).t().T  # noqa: B018
        return right(*inputs)

    report = report_of(answer)
    assert report.status == "passed"
    assert "UserWarning: careful" in report.said and "to stderr" in report.said
    assert "careful" in report._repr_html_()
    assert capfd.readouterr().err == ""


def test_prints_stay_visible(capsys):
    report_of(lambda *a: print("seen") or right(*a))
    assert "seen" in capsys.readouterr().out


def test_global_settings_survive_an_answer_that_changes_them():
    def answer(*inputs):
        torch.manual_seed(1)
        numpy.random.seed(1)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return right(*inputs)

    torch_state, numpy_state = torch.get_rng_state(), numpy.random.get_state()[1].copy()
    with torch.no_grad():
        assert report_of(answer).status == "passed"
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32
    assert torch.equal(torch.get_rng_state(), torch_state)
    assert (numpy.random.get_state()[1] == numpy_state).all()


# --- seeds and other callers -------------------------------------------------------------------------------------


def inputs_seen(seed):
    seen = []
    check("1.1", lambda *a: seen.append(a[0].clone()) or right(*a), seed=seed)
    return seen[0]


def test_seeds_differ_and_repeat(monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)
    assert torch.equal(inputs_seen(0), inputs_seen(0))
    instructor = inputs_seen("instructor")
    monkeypatch.setenv("COURSE_SEED", "any words will do")
    draws = [inputs_seen(0), inputs_seen(1), instructor, inputs_seen("instructor")]
    for i, first in enumerate(draws):
        assert all(not (first.shape == other.shape and torch.equal(first, other)) for other in draws[:i])


def test_draws_of_one_law_do_not_depend_on_another():
    assert torch.equal(Draw(0, "1.1", "law").normal(3), Draw(0, "1.1", "law").normal(3))
    assert not torch.equal(Draw(0, "1.1", "law").normal(3), Draw(0, "1.1", "other").normal(3))


class Elsewhere(Answer):
    """A stand-in for the grader's stub: the answer runs behind a wall that only plain data passes."""

    def __call__(self, *inputs):
        return plain(super().__call__(*inputs))


def test_another_caller_can_take_the_answers_place():
    exercise = EXERCISES["1.1"]
    assert check("1.1", Elsewhere(right, exercise.signature)).status == "passed"
    assert check("1.1", Elsewhere(unsolved, exercise.signature)).status == "not attempted"


def test_what_runs_beside_an_answer_imports_nothing_of_the_course():
    from course_utils.checks import adapters, answer

    for module in (adapters, answer):
        with open(module.__file__, encoding="utf-8") as file:
            assert "course_utils" not in file.read()


# --- the list of exercises ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_every_exercise_is_described(exercise):
    assert exercise.points > 0 and 1 <= exercise.difficulty <= 5 and exercise.minutes > 0 and exercise.title
    assert exercise.by_hand or (exercise.laws and exercise.signature.endswith(")"))


def test_exercises_are_listed_in_order():
    numbers = [tuple(map(int, id.split("."))) for id in EXERCISES]
    assert numbers == sorted(numbers)


# --- the notebook ------------------------------------------------------------------------------------------------

SOLUTIONS = Path(__file__).parents[2] / "solutions"
CHAPTERS = {str(int(path.parent.name[:2])): path for path in sorted(SOLUTIONS.glob("*/exercises.ipynb"))}
LISTED = [exercise for exercise in EXERCISES.values() if exercise.id.split(".")[0] in CHAPTERS]


def notebook_of(exercise):
    return CHAPTERS[exercise.id.split(".")[0]]


def cells_of(path, content=None):
    content = json.loads(content or path.read_text(encoding="utf-8"))
    return {cell["id"]: SimpleNamespace(text="".join(cell["source"]), **cell) for cell in content["cells"]}


def answer_of(cell, exercise):
    scope = {"__name__": "answer"}
    exec(compile(cell.text, cell.id, "exec"), scope)
    return scope[exercise.signature.partition("(")[0]]


def test_every_exercise_has_a_notebook():
    assert LISTED == list(EXERCISES.values())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_notebook_states_the_points_and_minutes_of_the_list(chapter):
    own = [exercise for exercise in LISTED if exercise.id.split(".")[0] == chapter]
    total, minutes = sum(e.points for e in own), sum(e.minutes for e in own)
    assert f"**{total:g} points, about {minutes} minutes**" in cells_of(CHAPTERS[chapter])["title"].text


@pytest.mark.parametrize("exercise", LISTED, ids=lambda exercise: exercise.id)
def test_notebook_and_list_agree(exercise):
    cells, name = cells_of(notebook_of(exercise)), exercise.id.replace(".", "-")
    task = cells[f"task-{name}"].text
    assert task.startswith(f"## {exercise.id} {exercise.title}\n")
    assert f"difficulty {exercise.difficulty} of 5 · {exercise.minutes} minutes" in task
    assert f"*{exercise.points:g} points" in task
    graded = cells[f"answer-{name}" if exercise.by_hand else f"check-{name}"]
    assert graded.metadata["nbgrader"]["points"] == exercise.points
    assert graded.metadata["nbgrader"]["grade_id"] == graded.id


@pytest.mark.parametrize("exercise", [item for item in LISTED if not item.by_hand], ids=lambda item: item.id)
def test_solution_stands_alone_and_earns_all_points_the_stub_none(exercise):
    name, path = f"answer-{exercise.id.replace('.', '-')}", notebook_of(exercise)
    solution, stub = cells_of(path)[name], cells_of(path, released(path))[name]
    assert check(exercise.id, answer_of(solution, exercise), seed="instructor").status == "passed"
    assert check(exercise.id, answer_of(stub, exercise)).status == "not attempted"
    imports = [line.split()[1] for line in solution.text.splitlines() if line.startswith(("import ", "from "))]
    assert set(imports) <= {"torch", "numpy", "math"}
    assert exercise.signature in solution.text.replace(
        "def __init__(self, ", f"{exercise.signature.partition('(')[0]}("
    )


def test_where_several_slips_fit_none_is_claimed_alone():
    slips = [(1.0, "One."), (2.0, "Two."), (1.0, "Another."), (1.0, "One.")]
    with pytest.raises(Trouble, match=r"expected 3\. One\. Or: Another\.$"):
        expect(1.0, 3.0, "y", slips)
