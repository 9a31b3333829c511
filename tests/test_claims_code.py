"""claims_code: what may change without a lesson being measured again, and what may not."""

import json

import pytest

from tools import claims_code

LESSON = """
from course_utils.data import digits
from course_utils.panels import ode_view as panels
from course_utils.panels.prediction import predict
from course_utils.lab.claims import claim, measured
---
data = digits()  # a comment
---
predict("1-x", "Which?", ["a", "b"])
panels.plane().show(z=1)
---
claim("R1", "holds: it is so", measured("share", len(data), above=3))
"""
FILES = {
    "course_utils/__init__.py": "",
    "course_utils/data/__init__.py": "from course_utils.data.digits import digits\n",
    "course_utils/data/digits.py": "def digits():\n    return [1]\n",
    "course_utils/lab/__init__.py": "from course_utils.lab.run import run\n",
    "course_utils/lab/run.py": "run = 1\n",
    "course_utils/lab/claims.py": "claim = 1\n",
    "course_utils/panels/__init__.py": "",
    "course_utils/panels/prediction.py": "predict = 1\n",
}


@pytest.fixture
def course(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def digest(course, lesson=LESSON):
    path = course / "lesson.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": part} for part in lesson.split("---")]}))
    return claims_code.digest(path, course, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # a comment", ""),
        ('"Which?"', '"Which of the two?"'),
        ("show(z=1)", "show(z=2)"),
        ("import predict", "import predict, reveal"),
        ("---\npredict", "---\npanels.other().show()\n---\npredict"),
    ],
)
def test_what_only_shows_leaves_the_claims_valid(course, old, new):
    assert digest(course) == digest(course, LESSON.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("digits()  #", "digits()[:2]  #"),
        ("above=3", "above=4"),
        ("show(z=1)\n", "show(z=1)\ndata = data[:1]\n"),
    ],
)
def test_what_a_claim_rests_on_makes_it_stale(course, old, new):
    assert digest(course) != digest(course, LESSON.replace(old, new))


@pytest.mark.parametrize(
    ("name", "stale"),
    [("data/digits", True), ("lab/claims", True), ("lab/run", False), ("panels/prediction", False)],
)
def test_only_the_modules_behind_the_cells_count(course, name, stale):
    before = digest(course)
    (course / f"course_utils/{name}.py").write_text("digits = claim = run = predict = 2\n")
    assert (digest(course) != before) == stale
