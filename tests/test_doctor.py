"""`make doctor`: each environment that is broken here on purpose gets its line, its remedy, its exit status."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import doctor, installation, workspace
from tools.files import COURSE

REAL = COURSE / ".venv"
LESSON = "01_residual_mathematics/lesson.ipynb"

pytestmark = pytest.mark.skipif(not (REAL / installation.STAMP).exists(), reason="needs the installation of make lab")


def notebook(**cells):
    """The bytes of a notebook with these cells."""
    made = [{"cell_type": "markdown", "id": id, "metadata": {}, "source": source} for id, source in cells.items()]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.write_bytes if isinstance(content, bytes) else path.write_text)(content)
    return path


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A healthy course: this one's declarations, and a .venv/ whose packages are links to the real ones."""
    course = tmp_path / "course"
    for name in ("pyproject.toml", "requirements.lock", "tools/lab_settings.json"):
        write(course / name, (COURSE / name).read_bytes())
    shutil.copytree(COURSE / "course_utils/panels/labextension", course / "course_utils/panels/labextension")
    write(course / "chapters" / LESSON, notebook(title="# One", story="once", end="gone"))
    venv, (site,) = course / ".venv", (REAL / "lib").glob("python3*/site-packages")
    ours = venv / site.relative_to(REAL)
    ours.mkdir(parents=True)
    for info in site.glob("*.dist-info"):
        (ours / info.name).symlink_to(info)
    for name in (installation.MANAGER, f"share/jupyter/{installation.OURS}"):
        write(venv / name, (REAL / name).read_bytes())
    (venv / "bin").mkdir()
    (venv / "bin/python").symlink_to(Path(sys.executable).resolve())
    write(venv / "bin/jupyter", f"#!{venv}/bin/python\n")
    write(venv / installation.STAMP, f"{course}\n")
    monkeypatch.setattr(installation, "shadows", list)
    monkeypatch.setattr(doctor, "PORT", 0)
    for name in ("COURSE_DATA", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    return course


def state(folder):
    """All that a doctor could have changed: names, sizes, times, links."""
    return {
        path: (os.readlink(path) if path.is_symlink() else "", path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def examine(course, capsys, *arguments):
    """Return the exit status and what was printed; nothing may have changed."""
    before = state(course)
    status = doctor.main(["--course", str(course), "--quick", *arguments])
    assert state(course) == before
    return status, capsys.readouterr().out


def assert_found(course, capsys, mark, name, *fragments):
    """One line says it with its mark, the status follows from the marks, and nothing is a traceback."""
    status, said = examine(course, capsys)
    (line,) = (line for line in said.split("\n") if line.startswith(f"{mark} {name}: "))
    block = said[said.index(line) :].split("\n")
    text = "\n".join(block[:2])
    for fragment in fragments:
        assert fragment in text, text
    assert status == (1 if "\n✗" in f"\n{said}" else 0)
    assert "Traceback" not in said
    if mark != "✓":
        assert block[1].startswith("    "), f"no line that mends it: {text}"
    return said


def test_a_healthy_course(course, capsys):
    status, said = examine(course, capsys)
    assert status == 0, said
    assert "✗" not in said.rpartition("\n\n")[0] and "\n!" not in said
    assert said.endswith("0 to be mended (✗), 0 limits (!). Nothing was changed.\n")


# Broken on purpose


def test_not_installed(course, capsys):
    shutil.rmtree(course / ".venv")
    assert_found(course, capsys, "✗", "environment", "there is no .venv/", "make lab")


def test_conda_has_no_venv(course, capsys, monkeypatch):
    shutil.rmtree(course / ".venv")
    monkeypatch.setenv("CONDA_PREFIX", sys.prefix)
    said = assert_found(course, capsys, "✓", "environment", "the packages are in this Python, as conda has it")
    assert "✓ lock: conda chose the versions" in said and "front end" not in said
    monkeypatch.setattr(installation, "PROBE", 'print(\'[["✓", "packages", "here."]]\')')
    assert installation.inside(course) == [("✓", "packages", "here.")]


def test_its_python_was_removed(course, capsys):
    python = course / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/gone/python3.12")
    assert_found(course, capsys, "✗", "environment", "/gone/python3.12, which is gone", "make clean && make lab")


@pytest.mark.parametrize(
    ("script", "fragments"),
    [
        ("exit 1", ("does not start", "make clean && make lab")),
        ("echo 3.9.2", ("its Python is 3.9.2; the course needs 3.11", "PYTHON=python3.12")),
        ("echo nonsense", ("does not start", "make clean && make lab")),
    ],
)
def test_its_python_fails_or_is_too_old(course, capsys, script, fragments):
    python = course / ".venv/bin/python"
    python.unlink()
    write(python, f"#!/bin/sh\n{script}\n").chmod(0o755)
    assert_found(course, capsys, "✗", "environment", *fragments)


def test_never_finished(course, capsys):
    (course / ".venv" / installation.STAMP).unlink()
    assert_found(course, capsys, "✗", "environment", "never finished", "make lab")


def test_the_folder_was_moved(course, capsys):
    moved = course.with_name("elsewhere")
    course.rename(moved)
    assert_found(moved, capsys, "✗", "environment", f"installed for {course}", "make clean && make lab")


def test_its_commands_call_another_python(course, capsys):
    write(course / ".venv/bin/jupyter", "#!/home/other/.venv/bin/python\n")
    assert_found(course, capsys, "✗", "environment", "call another Python (/home/other", "make clean && make lab")


def test_the_lock_is_younger_than_the_installation(course, capsys):
    os.utime(course / "requirements.lock", (4e9, 4e9))
    assert_found(course, capsys, "!", "environment", "requirements.lock changed after the installation", "make lab")


def dist_info(course, name):
    (found,) = (course / ".venv/lib").glob(f"python3*/site-packages/{name}-*.dist-info")
    return found


def test_a_package_is_missing(course, capsys):
    dist_info(course, "tqdm").unlink()
    assert_found(course, capsys, "✗", "lock", "tqdm missing", "make lab")


def test_a_package_has_another_version(course, capsys):
    real = dist_info(course, "numpy")
    content = (real / "METADATA").read_text()
    real.unlink()
    line = next(line for line in content.splitlines() if line.startswith("Version: "))
    write(real / "METADATA", content.replace(line, "Version: 1.26.4"))
    assert_found(course, capsys, "✗", "lock", "other versions: numpy 1.26.4 (", "make lab")


def test_the_lock_is_behind_what_is_declared(course, capsys):
    text = (course / "pyproject.toml").read_text()
    write(course / "pyproject.toml", text.replace('"torch>=', '"torch>=99.'))
    assert_found(course, capsys, "✗", "lock", "asks for torch 99.", "make lock && make lab")


def test_there_is_no_lock(course, capsys):
    (course / "requirements.lock").unlink()
    assert_found(course, capsys, "✗", "lock", "requirements.lock", "make")


def test_the_page_has_no_widgets(course, capsys):
    (course / ".venv" / installation.MANAGER).unlink()
    assert_found(course, capsys, "✗", "front end", "JupyterLab's side of jupyterlab_widgets is missing", "make clean")


def test_page_and_kernel_have_different_widgets(course, capsys):
    manager = course / ".venv" / installation.MANAGER
    write(manager, manager.read_text().replace('"version": "5.', '"version": "4.'))
    assert_found(course, capsys, "✗", "front end", "not that of the kernel's jupyterlab_widgets 3.", "make clean")


def test_the_kernel_has_no_widgets(course, capsys):
    dist_info(course, "ipywidgets").unlink()
    assert_found(course, capsys, "✗", "front end", "ipywidgets missing", "make lab")


def test_the_extension_of_the_course_is_older_than_the_course(course, capsys):
    write(course / ".venv/share/jupyter" / installation.OURS, "old")
    assert_found(course, capsys, "✗", "front end", "extension is missing or older", "make lab")


def test_widgets_of_the_user_lie_beside(course, capsys, monkeypatch, tmp_path):
    monkeypatch.undo()
    (tmp_path / "data/labextensions/@jupyter-widgets").mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    assert_found(course, capsys, "!", "front end", f"{tmp_path / 'data'} has widgets of its own", "make lab")


def test_a_download_was_cut_off(course, capsys):
    path = write(course / "data/cifar-10-python.tar.gz", b"half")
    assert_found(course, capsys, "✗", "downloads", "cifar-10-python.tar.gz was cut off: 4 bytes of", f"rm '{path}'")


def test_a_file_lies_where_the_data_belong(course, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(write(tmp_path / "data", "a file")))
    assert_found(course, capsys, "✗", "downloads", "is a file, and the data want a folder", "mv ")


def test_the_data_are_said_to_lie_where_nothing_is(course, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    assert_found(course, capsys, "!", "downloads", "which does not exist", "unset COURSE_DATA")


def test_the_port_is_taken(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        mark, sentence, mend = doctor.port(number)
    assert mark == "!" and f"answers at {number}" in sentence and "make lab LAB=" in mend
    assert doctor.port(number)[0] == "✓"


def test_answers_that_cannot_be_read(course, capsys):
    write(course / "my_work/progress.json", "{half")
    write(course / "my_work/progress.corrupt-1.json", "{")
    assert_found(
        course, capsys, "!", "progress", "cannot be understood", "Set aside before: progress.corrupt-1.json", "cp "
    )


def test_a_copy_is_older_than_the_course(course, capsys):
    workspace.main(["--course", str(course)])
    assert_found(course, capsys, "✓", "copies", "none in my_work/ is older")
    mine = course / "my_work" / LESSON
    write(mine, notebook(title="# One", story="my own words", end="gone"))
    write(course / "chapters" / LESSON, notebook(title="# One, again", story="once", added="more"))
    said = assert_found(course, capsys, "!", "copies", f"a newer {LESSON}", f"mv '{mine}'", "&& make lab")
    assert "1 changed (title); 1 new (added); 1 gone (end). Yours is kept." in said  # story is the learner's own change
    assert b"my own words" in mine.read_bytes()


def test_a_copy_from_before_cells_were_noted(course, capsys):
    workspace.main(["--course", str(course)])
    record = course / "my_work" / workspace.RECORD
    write(record, json.dumps({"files": json.loads(record.read_text())["files"]}))
    write(course / "chapters" / LESSON, notebook(title="# One, again", story="once", end="gone"))
    assert_found(course, capsys, "!", "copies", "against yours: 1 changed (title)")


def test_a_damaged_record_of_the_copies(course, capsys):
    write(course / "my_work" / workspace.RECORD, "[]")
    assert_found(course, capsys, "✓", "copies", "none are made yet")


@pytest.mark.parametrize("script", ["exit 3", "echo no json", "echo '[1'"])
def test_a_python_that_cannot_say_what_it_has(course, script):
    python = course / ".venv/bin/python"
    python.unlink()
    write(python, f"#!/bin/sh\n{script}\n").chmod(0o755)
    assert [row[0] for row in installation.inside(course)] == ["!"]
    python.unlink()
    assert [row[0] for row in installation.inside(course)] == ["!"]


def test_a_python_that_never_answers(course):
    python = course / ".venv/bin/python"
    python.unlink()
    write(python, "#!/bin/sh\nexec sleep 30\n").chmod(0o755)
    ((mark, _, sentence),) = installation.inside(course, seconds=0.3)
    assert mark == "✗" and "did not answer" in sentence


# It runs where nothing else does


def bare(folder, *command):
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, timeout=120)


def test_it_runs_without_any_package():
    done = bare(COURSE, sys.executable, "-S", "-E", "-B", "-m", "tools.doctor", "--quick")
    assert done.stderr == ""
    assert done.stdout.startswith("✓ environment: ")
    assert "in step" not in done.stdout


def test_make_doctor_where_nothing_is_installed_and_nothing_appears(tmp_path):
    for name in ("tools", "course_utils/start", "course_utils/system"):
        shutil.copytree(COURSE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "course_utils/__init__.py"):
        shutil.copy(COURSE / name, tmp_path / name)
    before = state(tmp_path)
    done = bare(tmp_path, "make", "doctor", "DOCTOR=--quick")
    assert done.returncode == 2 and "✗ environment: there is no .venv/" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert state(tmp_path) == before


def test_an_old_python_can_read_all_that_it_loads():
    code = "import sys; before = set(sys.modules); import tools.doctor; "
    code += "print(*sorted({sys.modules[n].__file__ for n in set(sys.modules) - before if n.split('.')[0] in OURS}))"
    done = bare(COURSE, sys.executable, "-S", "-E", "-B", "-c", f"OURS = ('tools', 'course_utils'); {code}")
    paths = [Path(path) for path in done.stdout.split()]
    assert {"doctor.py", "installation.py", "health.py", "files.py"} <= {path.name for path in paths}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        ast.parse(text, feature_version=(3, 9))
        later = re.findall(r"strict=|match .+:$|except\*", text, re.MULTILINE)
        assert "|" not in text or "from __future__ import annotations" in text, path
        assert not later, (path, later)
