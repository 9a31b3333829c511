"""One notation: the letters of the start notebook's table mean one thing each, on the lessons' pages and in code."""

import ast
import inspect
import json
import re

import pytest

from course_utils.blocks import ResidualUnit
from course_utils.dynamics import solvers
from course_utils.networks.deep_stack import DeepStack
from course_utils.signals.propagation import scales
from tools.files import COURSE

LESSONS = sorted((COURSE / "chapters").glob("*/lesson.ipynb"))
MODULES = sorted((COURSE / "course_utils").rglob("*.py"))
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
# The step of a method is h. Elsewhere h is an LSTM's output (as in PyTorch) or local to the checks of one exercise.
STEPPERS = {"dynamics", "panels", "checks"}
OTHERS = {"gated.py"}


def markdown(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["id"], "".join(cell["source"])) for cell in cells if cell["cell_type"] == "markdown"]


def table():
    """The rows of the notation table: symbol, meaning, name in code."""
    cells = dict(markdown(COURSE / "chapters" / "00_start_here.ipynb"))
    text = cells["notation"] + "\n" + cells["notation-measured"]
    rows = [
        [part.strip() for part in row.strip("|").split(" | ")] for row in text.splitlines() if row.startswith("| $")
    ]
    return {row[0]: row[1:] for row in rows}


def test_each_letter_stands_once_in_the_table():
    letters = [letter for symbols in table() for letter in re.findall(r"\$(\\?\w+)\$", symbols)]
    assert len(letters) == len(set(letters)) and {"F", "S", "\\sigma", "f", "h", "L", "l"} <= set(letters)


@pytest.mark.parametrize(
    ("symbol", "attribute"), [("$F$", "residual"), ("$S$", "shortcut"), (r"$\sigma$", "activation")]
)
def test_a_unit_has_the_parts_that_the_table_names(symbol, attribute):
    assert table()[symbol][1] == f"`{attribute}`"
    assert attribute in inspect.signature(ResidualUnit).parameters
    letter = symbol.strip("$\\")
    assert f"`{attribute}` is {letter}" in ResidualUnit.__doc__


def test_steps_fields_and_scales_have_the_letters_of_the_table():
    assert {"f", "h"} <= set(inspect.signature(solvers.increment).parameters)
    assert "f" in inspect.signature(solvers.integrate).parameters
    assert "(a, b)" in scales.__doc__ and table()["$a$, $b$"][1] == "`a`, `b`"
    assert table()["$h$"][1] == "`h`" and table()["$f$"][1] == "`f`"
    assert "depth" in inspect.signature(DeepStack).parameters


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(COURSE).as_posix())
def test_a_parameter_called_h_is_a_step(path):
    room = path.relative_to(COURSE / "course_utils").parts[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and room not in STEPPERS and path.name not in OTHERS:
            assert "h" not in [argument.arg for argument in node.args.args], f"{node.name} takes an h"


@every_lesson
def test_the_page_calls_the_shortcut_s_and_what_follows_it_sigma(path):
    for name, text in markdown(path):
        assert not re.search(r"\bh\(x", text), f"{name}: the shortcut is S, h is a step"
        assert not re.search(r"\bf\(y", text), f"{name}: what follows the addition is sigma"


@every_lesson
def test_a_block_leads_from_the_state_of_its_number(path):
    """F_l is given x_l and makes x_{l+1}."""
    for name, text in markdown(path):
        assert not re.search(r"F_(\w|\{[^}]*\})\(x_\{l ?- ?1\}\)", text), name
        for made, given in re.findall(r"x_\{?(l|l ?\+ ?1)\}? = x_(l|\{l ?- ?1\}) \+", text):
            assert (made.replace(" ", ""), given) == ("l+1", "l"), f"{name}: x_{made} = x_{given} + ..."
