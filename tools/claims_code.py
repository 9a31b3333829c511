"""What the claims of a lesson rest on: its code without what only shows, and the modules that this code imports.

A run of `tools.claims` stays valid while this stays the same. Panels, predictions, figures, prose, comments and
modules that no measurement imports may change without a lesson being measured again.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "course_utils"
SHOWING = {"panels", "figures", "checks", "grading", "start"}  # folders on which no claim rests


def digest(lesson: Path, root: Path, runner: list[Path]) -> str:
    """Twelve hexadecimal digits of all that the lesson's claims rest on; `runner` are the files that run it."""
    code = measuring_code(lesson)
    parts = [code, *(_plain(path) for path in modules(code, root)), *map(_plain, runner)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def measuring_code(lesson: Path) -> str:
    """The code cells in order, without comments, imports of what shows, and cells that only show."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    parsed = [ast.parse("".join(cell["source"])).body for cell in cells if cell["cell_type"] == "code"]
    shown = {name for body in parsed for statement in body for name in _shown_names(statement)}
    kept = [[node for node in body if not list(_shown_names(node))] for body in parsed if not _only_shows(body, shown)]
    return "\n".join(ast.unparse(node) for body in kept for node in body)


def modules(code: str, root: Path) -> list[Path]:
    """The files of the package that `code` imports, and those that they import, in order of their names."""
    found, waiting = set(), list(_imported(ast.parse(code)))
    while waiting:
        for path in _files(waiting.pop(), root):
            if path not in found:
                found.add(path)
                waiting += _imported(ast.parse(path.read_text(encoding="utf-8")))
    return sorted(found)


def _plain(path: Path) -> str:
    return ast.unparse(ast.parse(path.read_text(encoding="utf-8")))


def _imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names under the package that may be modules: `a.b` and `a.b.c` of `from a.b import c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE)


def _files(name: str, root: Path) -> list[Path]:
    """The module or package of this dotted name, where there is one; none of a folder that shows."""
    parts = name.split(".")
    if len(parts) > 1 and parts[1] in SHOWING:
        return []
    here = root.joinpath(*parts)
    return [path for path in (here / "__init__.py", here.with_suffix(".py")) if path.is_file()]


def _shown_names(node: ast.stmt) -> Iterator[str]:
    """The names that an import of a showing folder binds."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
        of_package = len(node.module.split(".")) > 1 and node.module.split(".")[1] in SHOWING
        yield from (alias.asname or alias.name for alias in node.names if of_package or alias.name in SHOWING)


def _only_shows(body: list[ast.stmt], shown: set[str]) -> bool:
    """Whether every statement is a call, of a method or not, of something that an import of a showing folder bound."""
    return bool(body) and all(isinstance(node, ast.Expr) and _root(node.value) in shown for node in body)


def _root(node: ast.expr) -> str | None:
    """The name at the left end of `name.attribute(...).other(...)`."""
    while not isinstance(node, ast.Name):
        node = getattr(node, "func", None) or getattr(node, "value", None)
        if node is None or isinstance(node, ast.Constant):
            return None
    return node.id
