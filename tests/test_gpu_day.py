"""gpu_day: each part has its limit and its file, what is cut has kept what it had, and the order is that of value."""

import sys

import pytest

from tools import gpu_day
from tools.gpu_day import Part, parts, run

SLOW = """
import signal, sys, time
print("half")
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
    time.sleep(60)
"""


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Modules that a part can run: one ends, one fails, one would take a minute."""
    texts = {"day_ends": "print('all is well')", "day_fails": "raise SystemExit('a sentence')", "day_slow": SLOW}
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(gpu_day, "SMALLEST", 0.5)
    return tmp_path / "out"


def test_each_part_leaves_what_it_said_and_a_line(programs):
    said = []
    wanted = [Part("first", ("day_ends",), 30), Part("second", ("day_fails",), 30), Part("third", ("day_ends",), 30)]
    assert not run(wanted, programs, 1, said.append)
    assert (programs / "first.txt").read_text() == "all is well\n" and (
        programs / "second.txt"
    ).read_text() == "a sentence\n"
    assert [line.split()[0] for line in said] == ["first", "second", "third"] and "FAILED with 1" in said[1]
    assert (programs / "summary.txt").read_text().splitlines() == said


def test_a_part_is_cut_at_its_limit_by_an_interrupt_and_the_next_begins(programs, monkeypatch):
    """One that does not end by it is ended, and what it said is there."""
    monkeypatch.setattr(gpu_day, "PATIENCE", 2)
    wanted = [Part("slow", ("day_slow",), 8), Part("next", ("day_ends",), 30)]
    said = []
    assert run(wanted, programs, 1, said.append)
    assert (programs / "slow.txt").read_text() == "half\ninterrupted\n" and "cut" in said[0]
    assert (programs / "next.txt").exists()


def test_when_the_time_is_over_nothing_is_begun_and_a_reserve_is_left_alone(programs):
    said = []
    assert not run([Part("never", ("day_ends",), 30)], programs, 0, said.append)
    assert not run(
        [Part("shy", ("day_ends",), 30, reserve=100), Part("last", ("day_ends",), 30)], programs, 1, said.append
    )
    assert ["no time was left" in line for line in said] == [True, True, False]


def test_the_order_is_that_of_value_and_the_modules_exist(tmp_path):
    names = [part.name for part in parts(tmp_path, trial=False)]
    assert names == ["bench", "labs", "page", "bar", "everywhere"]
    for part in [*parts(tmp_path, False), *parts(tmp_path, True)]:
        __import__(part.command[0])
        assert part.command[0] in sys.modules
    assert sum(part.seconds for part in parts(tmp_path, False)[:4]) <= 600  # of a lent machine's one call


def test_without_a_gpu_only_the_trial_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr(gpu_day.torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit, match="no CUDA GPU.*--trial"):
        gpu_day.main(["--out", str(tmp_path)])
    ran = []
    monkeypatch.setattr(gpu_day, "run", lambda wanted, out, minutes, say: ran.append(wanted) or True)
    assert gpu_day.main(["--out", str(tmp_path), "--trial"]) == 0
    assert [part.name for part in ran[0]][:2] == ["bench", "lab1"]
