"""The house rules of `course_utils` that can be counted: sizes, arguments, docstrings, shapes, errors.

Where a rule does not hold yet, its number of exceptions stands here as a ratchet: it may only fall.
"""

import ast
import re

import pytest

from tools.files import COURSE

PACKAGE = COURSE / "course_utils"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION, MOST_ARGUMENTS = 220, 30, 6
SHAPE = re.compile(r"`\([^`]*,[^`]*\)`|[Ss]hape|scalar|any number of entries")

functions = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(path):
    return path.relative_to(COURSE).as_posix()


def functions_of(path, public=False):
    """Yield the functions and methods of a module with their names; public ones outside functions only, if asked."""

    def walk(node, name):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, functions):
                yield f"{name}{child.name}", child
                if not public:
                    yield from walk(child, f"{name}{child.name}.")
            elif isinstance(child, ast.ClassDef):
                if not (public and child.name.startswith("_")):
                    yield from walk(child, f"{name}{child.name}.")
            elif not public:
                yield from walk(child, name)

    for name, function in walk(ast.parse(path.read_text(encoding="utf-8")), ""):
        if not (public and function.name.startswith("_")):
            yield name, function


def arguments_of(function):
    every = function.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs]
    return [argument for argument in named if argument.arg not in ("self", "cls")]


def public_functions(checks):
    for path in MODULES:
        if ("checks" in path.relative_to(PACKAGE).parts) == checks:
            for name, function in functions_of(path, public=True):
                yield f"{name_of(path)}:{function.lineno} {name}", function


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_are_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_MODULE, f"{len(lines)} lines"
    for name, function in functions_of(path):
        length = function.end_lineno - function.lineno + 1
        because = any("long because" in line for line in lines[function.lineno - 1 : function.end_lineno])
        assert length <= LONGEST_FUNCTION or because, f"{name} has {length} lines, and no comment `# long because ...`"
        assert len(arguments_of(function)) <= MOST_ARGUMENTS, f"{name} takes {len(arguments_of(function))} arguments"


def test_public_functions_outside_checks_have_docstrings():
    bare = [name for name, function in public_functions(False) if not ast.get_docstring(function)]
    bare = [name for name in bare if not name.endswith(".forward")]
    assert not bare, "\n".join(bare)


def test_most_public_functions_of_checks_have_docstrings():
    have = [bool(ast.get_docstring(function)) for _, function in public_functions(True)]
    assert sum(have) >= 0.9 * len(have), f"{sum(have)} of {len(have)}"


def test_functions_of_tensors_say_their_shapes():
    about, silent = 0, []
    for name, function in public_functions(False):
        types = [argument.annotation for argument in arguments_of(function)] + [function.returns]
        if any("Tensor" in ast.unparse(annotation) for annotation in types if annotation is not None):
            about += 1
            if not SHAPE.search(ast.get_docstring(function) or ""):
                silent.append(name)
    assert len(silent) <= 0.05 * about, f"{len(silent)} of {about} say no shape:\n" + "\n".join(silent)


def test_functions_that_raise_say_so():
    silent = []
    for name, function in public_functions(False):
        raised = {
            node.exc.func.id
            for node in ast.walk(function)
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
        }
        text = ast.get_docstring(function) or ""
        if function.name != "forward" and raised - {"NotImplementedError"} and not re.search(r"[Rr]ais|refuse", text):
            silent.append(f"{name} raises {', '.join(sorted(raised))}")
    assert not silent, "\n".join(silent)


def imported(tree):
    """The names under which a module has imported something."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)


def test_no_module_sets_a_variable_of_another():
    """What is set for one panel would stay set for all after it. Processes that run answers set up only themselves."""
    places = []
    for path in MODULES:
        if "inside" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = set(imported(tree))
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and isinstance(target.value, ast.Name)
                    and target.value.id in names
                ):
                    places.append(f"{name_of(path)}:{node.lineno} {ast.unparse(target)}")
    assert not places
