"""What of a notebook is run: imports, definitions, assignments, and the helpers that they need."""

import ast

import pytest

from course_utils.grading.inside import code


def kept(source):
    return [ast.unparse(statement).split("\n")[0] for statement in code.statements(source)[0]]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch\nfrom torch import nn\nimport numpy as np, math", 3),
        ("from functools import reduce\nimport itertools", 2),
        ("import torch, course_utils", ["import torch"]),
        ("from course_utils.checks import check\nfrom . import x\nfrom IPython import get_ipython", []),
        ("x = 1\ny: int = 2\nx += 1", 3),
        ("def f():\n    pass\n\nasync def g():\n    pass\n\nclass C:\n    pass", 3),
        ('check("1.1", f)\nprint(1)\nfor i in range(9):\n    f()\nif True:\n    g()\nwith f():\n    g()\nassert x', []),
        ("try:\n    import os\nexcept ImportError:\n    pass\nwhile True:\n    pass\ndel x\nraise ValueError", []),
        ("%matplotlib inline\n!rm -rf /\nf?\nx = 1", ["x = 1"]),
    ],
)
def test_statements(source, expected):
    found = kept(source)
    assert found == expected if type(expected) is list else len(found) == expected


def test_left_out_imports_are_named():
    assert code.statements("from course_utils.checks import check")[1] == [
        f"`from course_utils.checks import check` is left out: {code.RULE}."
    ]


def gathered(sources, index):
    return [(number, ast.unparse(statement).split("\n")[0]) for number, statement in code.gathered(sources, index)[0]]


def test_helpers_come_with_what_they_need_and_nothing_else():
    sources = ["import torch", "def helper(x):\n    return torch.relu(x) + SHIFT", "SHIFT = 1\nOTHER = 2", "f = helper"]
    expected = [(0, "import torch"), (1, "def helper(x):"), (2, "SHIFT = 1"), (3, "f = helper")]
    assert gathered(sources, 3) == expected


def test_the_last_definition_before_the_cell_wins():
    sources = ["def h():\n    return 1", "def h():\n    return 2", "f = h", "def h():\n    return 3"]
    assert gathered(sources, 2) == [(1, "def h():"), (2, "f = h")]
    assert gathered(sources[2:], 0) == [(1, "def h():"), (0, "f = h")] or gathered(sources[2:], 0)[-1] == (0, "f = h")


def test_cells_that_cannot_be_parsed_are_passed_over():
    assert gathered(["def (", "x = 1", "f = x"], 2) == [(1, "x = 1"), (2, "f = x")]


def test_own_definition_is_never_replaced_by_anothers():
    assert gathered(["def f():\n    return 0", "def f():\n    return g()", "def g():\n    return f()"], 1)[-1][0] == 1


def test_names_of_loops_and_locals_are_not_taken_for_helpers():
    sources = [
        "sizes = {key: block for key, block in made().items()}\ntotal = 3",
        "def f(counts):\n    total = 0\n    for block in counts:\n        total += block\n    return total",
        "def g():\n    def inner():\n        return total\n    return inner() + sum(key for key in (1, 2))",
    ]
    assert gathered(sources, 1) == [(1, "def f(counts):")]
    assert gathered(sources, 2) == [(0, "total = 3"), (2, "def g():")]


def test_helper_that_fails_is_left_out():
    names, dropped = code.run(["value = missing()", "value = 1\nbroken = missing()", "def f():\n    return broken"], 2)
    assert callable(names["f"]) and "broken" not in names
    assert dropped == ["`broken = missing()` of another cell failed (NameError)."]
    with pytest.raises(NameError):
        code.run(["x = 1", "y = missing()"], 1)


def test_helper_that_needs_itself_ends():
    assert len(gathered(["def a():\n    return b()", "def b():\n    return a()", "f = a"], 2)) == 3


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": ["a\n", "b"], "id": "x", "metadata": {"nbgrader": {"grade_id": "answer-1-1"}}},
        {"cell_type": "code", "source": "a\nb", "id": "answer-1-1", "metadata": {"nbgrader": 3}},
        {"cell_type": "code", "source": "a\nb", "id": "answer-1-1", "metadata": []},
    ],
)
def test_cells_of_any_form(cell):
    import json

    found = code.cells_of(json.dumps({"cells": [cell, 3, None]}).encode())
    assert found == [{"name": "answer-1-1", "kind": "code", "source": "a\nb"}]


def test_strange_characters_do_not_stop_anything():
    (found,) = code.cells_of(b'\xef\xbb\xbf{"cells": [{"source": "\\ud800", "id": "\\udfff"}]}')
    found["source"].encode()
    found["name"].encode()
