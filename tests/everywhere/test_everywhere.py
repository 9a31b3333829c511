"""everywhere: what a notebook's record holds, what is told of it, and that any error is one of the exit status."""

import argparse
import json

import nbformat
import pytest

from tools import everywhere
from tools.cells import warnings_in

PLAIN = argparse.Namespace(pretend=False, brief=False, seed_shift=0, no_onednn=False)
CLAIM = """
from course_utils.lab.claims import claim, measured
claim("{}", "holds: it is so", measured("gap", {}, above=0.5))
"""
CELLS = {
    "one": ("x = 1\nx", []),
    "two": ("import sys; print('careful', file=sys.stderr); assert _ == 1", []),
    "stands": (CLAIM.format("R1", 0.7), ["claim:R1"]),
    "falls": (CLAIM.format("R2", 0.3), ["claim:R2"]),
    "old": ("assert 1 + 1 == 2", ["claim:R3"]),
    "old-falls": ("assert 1 + 1 == 3, 'no'", ["claim:R4"]),
    "announced": ("1 / 0", ["raises-exception"]),
    "not-announced": ("int('x')", []),
    "did-not-fail": ("2", ["raises-exception"]),
    "panel": (
        "class panels:\n    def failing():\n        class Panel:\n            def __repr__(self):\n"
        "                return 'Panel: there is no picture'\n        return Panel()\n\npanels.failing()",
        [],
    ),
}


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The record of a notebook with one cell of every kind."""
    cells = [nbformat.v4.new_code_cell(source, id=id, metadata={"tags": tags}) for id, (source, tags) in CELLS.items()]
    path = tmp_path_factory.mktemp("notebooks") / "all.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return everywhere.run_notebook(path, PLAIN, {"COURSE_DEVICE": "cpu"})


def test_every_cell_runs_and_the_errors_are_those_that_nobody_announced(record):
    assert record["cells"] == len(CELLS) and not record["running"]
    errors = {each["cell"]: each["error"] for each in record["errors"]}
    assert set(errors) == {"old-falls", "not-announced", "did-not-fail"}
    assert errors["not-announced"].startswith("ValueError: invalid literal")
    assert errors["did-not-fail"] == "it should have failed"
    assert [each["cell"] for each in record["failed_panels"]] == ["panel"]
    assert {"cell": "two", "line": "careful"} in record["stderr"]


def test_claims_are_read_from_their_verdicts_and_old_ones_from_their_asserts(record):
    claims = {claim["id"]: claim for claim in record["claims"]}
    assert {id: claim["stands"] for id, claim in claims.items()} == {"R1": True, "R2": False, "R3": True, "R4": False}
    assert claims["R2"]["evidence"][0]["value"] == 0.3 and claims["R2"]["error"] is None
    assert claims["R4"]["error"] == "AssertionError: no"


def test_the_first_panel_is_timed_from_the_start_of_the_process(record):
    assert 0 < record["first_panel"] <= record["seconds"]


def test_what_is_told(record):
    text = "\n".join(everywhere.told(record))
    assert "3 errors, 1 panels without a picture" in text and "stderr of two: careful" in text
    assert "R2   DOES NOT STAND: holds: it is so [gap 0.3]" in text


def test_a_process_that_dies_is_an_error_and_what_it_had_found_is_kept(tmp_path):
    cells = [("first", "1"), ("last", "import os; os._exit(3)"), ("never", "2")]
    cells = [nbformat.v4.new_code_cell(source, id=id) for id, source in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "dies.ipynb")
    found = everywhere.run_notebook(tmp_path / "dies.ipynb", PLAIN)
    assert found["cells"] == 1
    assert [(each["cell"], each["error"]) for each in found["errors"]] == [("last", "the process ended with status 3")]


@pytest.mark.parametrize(("errors", "status"), [([], 0), ([{"cell": "a", "error": "b", "traceback": []}], 1)])
def test_the_exit_status_and_the_file(monkeypatch, tmp_path, capsys, errors, status):
    empty = {"first_panel": None, "seconds": 1.0, "cells": 1, "failed_panels": [], "stderr": [], "claims": []}
    ran = []

    def run(path, options, settings):
        ran.append((path.name, options.seed_shift, settings["COURSE_DEVICE"]))
        return empty | {"notebook": path.name, "errors": errors}

    monkeypatch.setattr(everywhere, "run_notebook", run)
    options = ["--notebooks", "00_start", "--device", "cpu", "--seed-shift", "5", "--json", str(tmp_path / "out.json")]
    assert everywhere.main(options) == status
    assert ran == [("00_start_here.ipynb", 5, "cpu")]
    assert json.loads((tmp_path / "out.json").read_text())[0]["notebook"] == "00_start_here.ipynb"


def test_all_notebooks_but_the_exercises():
    paths = [path for path in everywhere.course_notebooks() if path.parent.name != "chapters"]
    assert {path.parts[-3] for path in paths} == {"chapters", "solutions"}
    kinds = [path.stem for path in paths]
    assert [kinds.count(kind) for kind in ("lesson", "lab", "exercises")] == [5, 5, 5]
    assert len(kinds) == 15 + kinds.count("frontier")
    with pytest.raises(SystemExit, match="No notebook is called nothing"):
        everywhere.course_notebooks(["nothing"])


@pytest.mark.parametrize("line", ["50%|#####     | 3/6 [00:01<00:01]", "3epoch [00:02,  1.1s/epoch]", "   "])
def test_progress_bars_are_no_warnings(line):
    assert warnings_in(f"{line}\rUserWarning: TF32\n") == ["UserWarning: TF32"]
