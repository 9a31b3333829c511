"""tools.bank: what it runs again, what it keeps, what its page says; and that the committed page lacks nothing."""

import itertools
import time

import pytest

from course_utils.checks import EXERCISES
from tools import bank, bank_store
from tools.bank import BY_CODE, FILES, STORE, wanted
from tools.bank_store import Held, code_behind, digest, lacking, load, page

TWO = ["1.2", "4.1"]


@pytest.fixture
def command(tmp_path, monkeypatch):
    """The command over two exercises, whose answers are found as they should be; what it ran, and its file."""
    ran, store, full = [], tmp_path / "bank.json", wanted(2, 1)
    monkeypatch.setattr(bank, "BY_CODE", [EXERCISES[id] for id in TWO])

    def find(want, kept):
        ran.append(want)
        found = Held(want.exercise, want.name, want.code)
        for seed in range(want.seeds):
            found.add(seed, 1.0 if found.right else 0.0)
        return found

    monkeypatch.setattr(bank, "find", find)
    monkeypatch.setattr(bank, "side_by_side", lambda jobs, call, given: itertools.starmap(call, given))

    def run(*options):
        ran.clear()
        return bank.main(["--json", str(store), "--right", "2", "--wrong", "1", *options])

    run.ran, run.store, run.everything = ran, store, [each for each in full if each.exercise in TWO]
    return run


def test_what_was_run_with_the_same_code_at_as_many_seeds_is_not_run_again(command, monkeypatch):
    texts = [command.store, command.store.with_suffix(".md")]
    assert command("--only", "1.2") == 0 and {want.exercise for want in command.ran} == {"1.2"}
    assert command() == 0 and {want.exercise for want in command.ran} == {"4.1"}
    before = [path.read_text(encoding="utf-8") for path in texts]
    assert command() == 0 and not command.ran
    assert before == [path.read_text(encoding="utf-8") for path in texts]
    assert load(command.store).keys() == {each.key for each in command.everything}
    assert command("--wrong", "2") == 0 and {want.name[:6] for want in command.ran} == {"wrong_"}
    assert command() == 0 and not command.ran  # more seeds serve for fewer
    code, here = bank_store.code_behind, EXERCISES["4.1"].laws[0].test.__module__
    monkeypatch.setattr(bank_store, "code_behind", lambda module: code(module) + "changed" * (module == here))
    assert command() == 0 and {want.exercise for want in command.ran} == {"4.1"}


def test_what_ends_in_the_middle_goes_on_where_it_was(command, monkeypatch):
    find = bank.find

    def stopped(*given):
        if len(command.ran) == 5:
            raise KeyboardInterrupt
        return find(*given)

    monkeypatch.setattr(bank, "find", stopped)
    with pytest.raises(KeyboardInterrupt):
        command()
    monkeypatch.setattr(bank, "find", find)
    assert command() == 0 and len(command.ran) == len(command.everything) - 5


def test_a_mistake_is_named_kept_and_ends_the_command_with_one(command, monkeypatch, capsys):
    monkeypatch.undo()  # the real command, in a process of its own
    monkeypatch.setattr(bank, "FILES", [path for path in FILES if path.stem == "wrong_first_only"])
    monkeypatch.setattr(bank, "answer_in", lambda path: bank.object_in(bank.solution_of("1.2"), EXERCISES["1.2"]))
    options = ["--json", str(command.store), "--right", "2", "--wrong", "1", "--jobs", "1", "--only", "1.2"]
    assert bank.main(options) == 1
    assert "1.2 wrong_first_only: mistaken at [0], unnamed at [0]" in capsys.readouterr().out
    found = load(command.store)
    assert found["1.2", "wrong_first_only"].mistaken == [0] and found["1.2", "solution"].mistaken == []
    assert "| 1 | 1 | 0 (100%, wrong_first_only) | 1 | 0% | - | - |" in command.store.with_suffix(".md").read_text()
    monkeypatch.setattr(bank, "find", None)  # nothing is run again
    assert bank.main(options) == 1  # and the mistake is one still


@pytest.fixture
def asleep(monkeypatch):
    """Make an answer that sleeps longer than the patience of the bank in some of its calls."""
    monkeypatch.setattr(bank, "PATIENCE", 0.5)

    def made(calls):
        given, count = bank.object_in(bank.solution_of("1.2"), EXERCISES["1.2"]), itertools.count()

        def answer(*inputs):
            time.sleep(next(count) in calls)
            return given(*inputs)

        return answer

    return made


def test_a_process_that_was_stopped_for_a_while_is_no_mistake_of_a_check(asleep):
    """The clock goes on while a process is stopped: right answers were refused, and slips not named, for that alone."""
    for calls in ([0], [1]):
        report = bank.report_of(EXERCISES["1.2"], asleep(calls), 3)
        assert report.status == "passed" and report.points == EXERCISES["1.2"].points


def test_an_answer_that_never_ends_is_stopped(asleep):
    assert bank.report_of(EXERCISES["1.2"], asleep(range(9)), 3).status == "timed out"


def test_a_digest_follows_the_answer_the_law_and_the_mechanism_alone():
    assert digest("1.2", "x") != digest("1.2", "y") and digest("1.2", "x") != digest("4.1", "x")
    behind = code_behind(EXERCISES["4.6"].laws[0].test.__module__)
    for part in ("def lesioned", "def alike", "class Answer", "class InPrecision", "def examine"):
        assert part in behind
    assert "class Report" not in behind and "def one_step(" in behind  # the adapters come whole
    assert EXERCISES["1.2"].laws[0].test.__name__ not in behind


def test_more_seeds_are_added_to_those_that_were_run_with_this_code(monkeypatch):
    seen = []
    monkeypatch.setattr(bank, "hold", lambda found, path, seeds: seen.append((found.seeds, list(seeds))) or found)
    monkeypatch.setattr(bank, "replayed", lambda id, pairs, found: seen.append((found.seeds, pairs)) or found)
    kept = Held("1.2", "solution", "now", 3)
    bank.find(Held("1.2", "solution", "now", 5), kept)
    bank.find(Held("1.2", "solution", "then", 5), kept)
    bank.find(Held("1.2", "replayed", "now", 4), Held("1.2", "replayed", "now", 3))
    assert seen == [(3, [3, 4]), (0, [0, 1, 2, 3, 4]), (3, [(3, 1003)])]


def test_the_page_says_what_was_not_run_and_what_is_older():
    want = [Held("1.2", "solution", "new", 3), Held("1.2", "wrong_a", "new", 3), Held("1.2", "replayed", "new", 3)]
    kept = Held("1.2", "solution", "old")
    for seed, share in enumerate([1.0, 0.5, 1.0]):
        kept.add(seed, share)
    found = {("1.2", "solution"): kept}
    assert [each.name for each in lacking(found, want)] == ["solution", "wrong_a", "replayed"]
    assert [each.name for each in lacking(found, want, by_code=False)] == ["wrong_a", "replayed"]
    assert "| 1.2 | 1 | 1 | 1 (50%, solution) | 1 |  |  | 0 |  | 2 (at 0) | 1 |" in page(found, want)


@pytest.mark.parametrize(
    "name, shares, mistaken, worst",
    [
        ("right_a", [1, 0.9, 1], [1], (1, 0.9)),
        ("wrong_a", [0.5, 1, 0.7], [1], (1, 1)),
        ("wrong_b", [0.0, 0.7, 0.5], [], (1, 0.7)),
        ("replayed", [0.0, 0.0, 0.3], [2], (2, 0.3)),
    ],
)
def test_a_right_answer_earns_all_a_wrong_one_less_and_a_replay_nothing(name, shares, mistaken, worst):
    held = Held("1.2", name)
    for seed, share in enumerate(shares):
        held.add(seed, share)
    assert held.mistaken == mistaken and (held.worst, held.share) == worst and held.seeds == 3


def test_the_committed_table_lacks_no_exercise_and_no_answer():
    """After a new answer or exercise: `make bank`, which runs what is missing. What the page lacks, it says."""
    found, rows = load(STORE), STORE.with_suffix(".md").read_text(encoding="utf-8").splitlines()
    want = wanted()
    for exercise in BY_CODE:
        missing = lacking(found, [each for each in want if each.exercise == exercise.id], by_code=False)
        own = [path.stem.partition("_")[0] for path in FILES if path.parent.name == exercise.id]
        (row,) = (line.strip("| ").split(" | ") for line in rows if line.startswith(f"| {exercise.id} |"))
        assert [int(row[1]) - 1, int(row[4])] == [own.count("right"), own.count("wrong")], row
        assert row[9].split()[0] == str(len(missing) or "-"), row
        assert (row[2], row[5], row[8]) == ("0", "0", "0%"), row
        assert {each.key for each in want if each.exercise == exercise.id} <= found.keys(), row
