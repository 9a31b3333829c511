"""docs/hosting.md agrees with what was measured, its files are whole, and its commands exist."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools.files import COURSE
from tools.hub.options import parse, size
from tools.hub_load import PAGE, RECORD, with_table

HOSTING = COURSE / "docs" / "hosting"
TEXT = PAGE.read_text(encoding="utf-8")
VALUES = yaml.safe_load((HOSTING / "values.yaml").read_text(encoding="utf-8"))
MEASURED = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else None
measured = pytest.mark.skipif(MEASURED is None, reason="NOT MEASURED yet: python -m tools.hub_load --write")


@measured
def test_the_table_is_that_of_the_record():
    assert with_table(TEXT, MEASURED) == TEXT, "python -m tools.hub_load --write"


@measured
def test_six_were_at_work_and_no_cell_failed():
    rows = MEASURED["learners"]
    assert len(rows) >= 6 and not any(row["errors"] for row in rows)
    assert {row["lesson"] for row in rows} == {path.parent.name for path in COURSE.glob("chapters/[0-9]*/lesson.ipynb")}


@measured
def test_every_limit_that_is_named_leaves_room_for_what_was_measured():
    most = 1e6 * max(row["most"] for row in MEASURED["learners"])
    named = [VALUES["singleuser"]["memory"]["limit"], *re.findall(r"limits\.memory (\S+)", TEXT), "3G"]
    assert parse([])[0].memory == size("3G")
    assert all(size(text) > 1.2 * most for text in named), (most, named)


def test_a_learner_on_the_cluster_starts_as_on_the_hub():
    single = VALUES["singleuser"]
    assert single["cmd"][1].startswith("/course/") and (COURSE / single["cmd"][1].removeprefix("/course/")).is_file()
    assert (COURSE / "chapters" / single["defaultUrl"].removeprefix("/lab/tree/my_work/")).is_file()
    gpu = [one["kubespawner_override"] for one in single["profileList"] if "kubespawner_override" in one]
    assert gpu[0]["extra_resource_limits"] == {"nvidia.com/gpu": "1"} and gpu[0]["environment"]["COURSE_PROFILE"]
    assert VALUES["cull"]["timeout"] == parse([])[0].idle and VALUES["cull"]["maxAge"] == parse([])[0].longest


def test_the_container_file_copies_what_is_there():
    text = (HOSTING / "Containerfile").read_text()
    for name in re.findall(r"\b(?:tools|requirements)[\w/.-]*\.(?:json|py|lock)", text):
        assert (COURSE / name).is_file(), name
    hidden = (COURSE / ".dockerignore").read_text().splitlines()
    assert {"my_work", "grades*", "submitted", "class", ".venv", ".git"} <= set(hidden)


def test_hadolint_finds_nothing():
    program = shutil.which("hadolint", path=str(Path(sys.prefix) / "bin"))
    if not program:
        pytest.skip("hadolint was NOT RUN: it is not in .venv/. `make .venv/.hub-installed` puts it there.")
    done = subprocess.run([program, "--no-color", HOSTING / "Containerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_its_options_are_options_of_make_hub(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    asked = re.findall(r'HUB="?([^"`\n]+)', TEXT)
    assert asked and {word for line in asked for word in re.findall(r"--[a-z-]+", line)} <= known
