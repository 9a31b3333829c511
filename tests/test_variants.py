"""variants: what changes in a process of its own, so that no other test runs under it."""

import ast
import json
import subprocess
import sys

import pytest

from tools import brief, variants
from tools.files import COURSE

DRAWN = """
import argparse, json, numpy, torch
from tools import brief, variants
variants.shift_seeds({shift})
from course_utils.data import digits
from course_utils.networks.staged import seeded
with seeded(3):
    first = torch.rand(()).item()
torch.manual_seed(3)
rest = [torch.rand(()).item(), torch.rand((), generator=torch.Generator().manual_seed(3)).item()]
rest += [numpy.random.default_rng(3).random(), isinstance(torch.Generator(), torch.Generator)]
print(json.dumps([first, *rest, digits().test_labels[:20].tolist()]))
"""


def python(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def draws():
    return {shift: python(DRAWN.format(shift=shift)) for shift in (0, 1000)}


def test_every_seed_is_shifted_once(draws):
    """`seeded`, the default generator and one of its own start from the same number, so they draw the same."""
    before, after = draws[0], draws[1000]
    assert len(set(before[:3])) == len(set(after[:3])) == 1
    assert before[0] != after[0] and before[3] != after[3] and after[4]


def test_the_split_of_the_digits_is_not(draws):
    assert draws[0][5] == draws[1000][5]


ALTERED = """
import argparse, json, torch
from tools import brief, variants
parser = argparse.ArgumentParser()
variants.add_options(parser)
variants.set_up(parser.parse_args(["--no-onednn", "--brief"]))
from course_utils.data import digits
from course_utils.training.loop import Recipe, train
seen = []
network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
network.register_forward_hook(lambda module, inputs, output: seen.append(len(output)))
history = train(network, digits(), Recipe(epochs=9, batch_size=30), progress=False)
from course_utils.cost import timing
calls = []
timing.compare({"it": lambda: calls.append(0)}, 9)
timed = len(calls), timing.filling_batch(None, 8)
from course_utils.dynamics.flow_matching import train_field
from course_utils.training.regression import fit
field, x = torch.nn.Linear(2, 2), torch.ones(1, 2)
losses = [train_field(field, lambda generator: field(x).sum(), 1000, seed=0), fit(field, x, x)]
from course_utils.data import load, pictograms
sizes = [len(data.train_labels) for data in (digits(), load("digits"), pictograms())] + [len(digits().test_inputs)]
sizes += map(len, losses)
print(json.dumps([seen, len(history.rows), history.status, torch.backends.mkldnn.enabled, timed, sizes]))
"""


def test_a_brief_run_has_few_data_trains_two_batches_times_once_and_onednn_can_be_left_out():
    assert python(ALTERED) == [[30, 30], 1, "finished", False, [1, 8], [64, 64, 64, 64, 2, 2]]


@pytest.mark.parametrize(
    ("loop", "turns"),
    [("for _ in range(150)", 2), ("for _ in range(5)", 5), ("for step in range(150)", 150), ("for _ in range(n)", 90)],
)
def test_a_long_loop_of_a_page_is_cut_where_its_turns_are_alike(loop, turns):
    page = ast.fix_missing_locations(brief.FewTurns().visit(ast.parse(f"{loop}:\n    seen.append(0)")))
    seen = []
    exec(compile(page, "page", "exec"), {"seen": seen, "n": 90})
    assert len(seen) == turns


def test_a_machine_is_told_by_its_processor_not_its_name():
    found = variants.machine()
    assert found["machine"] and found["device"] == "cpu" and found["torch"][0].isdigit() and "+" not in found["torch"]
