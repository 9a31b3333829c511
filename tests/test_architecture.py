"""The floors of the house: a folder imports only from folders on lower floors; only grading imports checks."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

COURSE = Path(__file__).parent.parent
PACKAGE = COURSE / "course_utils"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")

FLOORS = (
    {"signals", "blocks", "data", "system"},
    {"dynamics", "networks", "training"},
    {"gradients", "cost"},
    {"paths"},
    {"figures", "lab"},
    {"checks", "panels", "start"},
    {"classroom", "grading"},
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def dotted(path):
    """Return the import name of a file of the package, e.g. course_utils.panels.panel."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {dotted(path) for path in MODULES}


def imports_of(path):
    """Return every module of the package that the file imports, at its top or inside a function."""
    here = dotted(path).split(".") + (["__init__"] if path.name == "__init__.py" else [])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else []
            base = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {name if (name := f"{base}.{alias.name}") in NAMES else base for alias in node.names}
    return {name for name in found if name.startswith("course_utils.")}


def room(name):
    """Return the second part of an import name: the folder on its floor."""
    return name.split(".")[1]


def test_the_house_holds_these_folders_and_no_loose_module():
    rooms = {path.name for path in PACKAGE.iterdir() if path.name not in ("__init__.py", "__pycache__")}
    assert rooms == set(FLOOR_OF), f"These differ from FLOORS: {', '.join(sorted(rooms ^ set(FLOOR_OF)))}."


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_downwards(path):
    own = room(dotted(path))
    for name in imports_of(path):
        if room(name) != own:
            assert FLOOR_OF[room(name)] < FLOOR_OF[own], (
                f"{dotted(path)} (floor {FLOOR_OF[own]}) imports {name} (floor {FLOOR_OF[room(name)]}): "
                "imports run downwards only."
            )


def test_no_circles():
    arrows = {dotted(path): imports_of(path) - {dotted(path)} for path in MODULES}
    left = dict(arrows)
    while free := [name for name, needs in left.items() if not any(other in left for other in needs)]:
        for name in free:
            del left[name]
    assert not left, f"These modules import each other in a circle: {', '.join(sorted(left))}."


def test_checks_are_imported_by_grading_alone():
    importers = {dotted(path) for path in MODULES if any(room(name) == "checks" for name in imports_of(path))}
    assert {room(name) for name in importers} <= {"checks", "grading"}, importers


def test_no_star_imports():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), dotted(path)


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("course_utils", {"torch", "torchvision", "sklearn", "matplotlib", "numpy", "pandas", "ipywidgets"}),
        ("course_utils.data", {"torchvision", "sklearn", "matplotlib"}),
        ("course_utils.networks.staged", {"torchvision", "sklearn", "matplotlib"}),
        ("course_utils.training.loop", {"torchvision", "sklearn", "matplotlib"}),
        ("course_utils.checks", {"torchvision", "sklearn", "matplotlib"}),
        ("course_utils.lab", {"torchvision", "sklearn", "matplotlib", "scipy", "torchdiffeq"}),
    ],
)
def test_import_stays_light(module, heavy):
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=COURSE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split(), f"import {module} loads {done.stdout.strip()}"
