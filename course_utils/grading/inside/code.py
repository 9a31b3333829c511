"""A learner's cell as code: its imports, definitions and assignments, and what it needs of those of other cells."""

import ast
import builtins
import importlib.util
import json
import linecache
import symtable
import sys
import types

LIBRARIES = {"torch", "numpy", "math"} | set(sys.stdlib_module_names)
RULE = "an answer imports torch, numpy and Python's own modules only"
KEPT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.AugAssign)
LONGEST_CELL, MOST_CELLS, LONGEST_ALL = 200_000, 2000, 2_000_000


class Unreadable(Exception):
    """Why a notebook or a cell cannot be read, in one sentence."""


def cells_of(content: bytes) -> list[dict]:
    """Return the cells of a notebook's file, without outputs; raise Unreadable."""
    try:
        cells = json.loads(content.decode("utf-8-sig"))["cells"]
        found = [_cell(cell) for cell in cells[:MOST_CELLS] if type(cell) is dict]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        raise Unreadable(f"It is not a notebook ({type(error).__name__}).") from None
    if sum(len(cell["source"]) for cell in found) > LONGEST_ALL:
        raise Unreadable("Its cells hold more text than any person writes.")
    return found


def _cell(cell: dict) -> dict:
    source = cell.get("source", "")
    source = "".join(map(str, source)) if type(source) is list else str(source)
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if type(metadata) is dict else None
    grade_id = nbgrader.get("grade_id") if type(nbgrader) is dict else None
    name, kind = str(grade_id or cell.get("id") or "")[:100], str(cell.get("cell_type"))[:20]
    return {"name": _clean(name), "kind": _clean(kind), "source": _clean(source[:LONGEST_CELL])}


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def parsed(source: str) -> ast.Module:
    """Parse a cell; lines that only IPython understands (%time, !ls, name?) count as empty."""
    try:
        return ast.parse(source)
    except SyntaxError:
        lines = source.split("\n")
        ours = ["" if line.lstrip()[:1] in ("%", "!", "?") or line.rstrip()[-1:] == "?" else line for line in lines]
        if ours == lines:
            raise
        return ast.parse("\n".join(ours))


def statements(source: str) -> tuple[list[ast.stmt], list[str]]:
    """The statements of a cell that are kept, and one sentence for each import that is not."""
    kept, dropped = [], []
    for statement in parsed(source).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            kept_here = _allowed_import(statement)
            kept += [kept_here] if kept_here else []
            if kept_here is not statement:
                dropped.append(f"`{ast.unparse(statement)[:80]}` is left out: {RULE}.")
        elif isinstance(statement, KEPT):
            kept.append(statement)
    return kept, dropped


def _allowed_import(statement):
    if isinstance(statement, ast.ImportFrom):
        return statement if not statement.level and _is_allowed(statement.module) else None
    names = [name for name in statement.names if _is_allowed(name.name)]
    if len(names) == len(statement.names):
        return statement
    return ast.copy_location(ast.Import(names), statement) if names else None


def _is_allowed(module: str | None) -> bool:
    return (module or "").partition(".")[0] in LIBRARIES


def names_defined(statement: ast.stmt) -> set[str]:
    """The names that a top-level statement gives a meaning."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(name.asname or name.name).partition(".")[0] for name in statement.names}
    inner = {
        id(name) for part in ast.walk(statement) if isinstance(part, ast.comprehension) for name in _names(part.target)
    }
    return {name.id for name in _names(statement) if isinstance(name.ctx, ast.Store) and id(name) not in inner}


def names_used(statement: ast.stmt) -> set[str]:
    """The names that a statement looks up outside itself: what is local to its functions and loops does not count."""
    try:
        tables = [symtable.symtable(ast.unparse(statement), "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {name.id for name in _names(statement) if isinstance(name.ctx, ast.Load)}
    used = {symbol.get_name() for symbol in tables[0].get_symbols() if symbol.is_referenced()}
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced() and symbol.is_global()}
    return used


def _names(tree: ast.AST) -> list[ast.Name]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


def gathered(sources: list[str], index: int) -> tuple[list[tuple[int, ast.stmt]], list[str]]:
    """The statements of cell `index`, preceded by those of other cells that define what it uses, in their order."""
    own, dropped = statements(sources[index])
    elsewhere: dict[str, tuple[int, int, ast.stmt]] = {}
    for number in [*range(len(sources) - 1, index, -1), *range(index)]:  # what stands before the cell wins, the later
        try:
            others, _ = statements(sources[number])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for place, statement in enumerate(others):
            elsewhere |= dict.fromkeys(names_defined(statement), (number, place, statement))
    known = set().union(*map(names_defined, own)) | set(vars(builtins))
    pulled, waiting = {}, list(own)
    while waiting:
        for name in names_used(waiting.pop()) - known:
            known.add(name)
            if name in elsewhere:
                number, place, statement = elsewhere[name]
                pulled[number, place] = statement
                waiting.append(statement)
    helpers = [(number, statement) for (number, _), statement in sorted(pulled.items(), key=lambda item: item[0])]
    return helpers + [(index, statement) for statement in own], dropped


def run(sources: list[str], index: int) -> tuple[dict, list[str]]:
    """Run what cell `index` needs as a module of its own; return its names, and what was left out.

    A statement of another cell that fails is left out: perhaps it only shares a name with what the answer needs.
    """
    pieces, dropped = gathered(sources, index)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    for number, statement in pieces:
        name = f"<cell {number + 1}>"
        lines = sources[number].splitlines(keepends=True)
        linecache.cache[name] = (len(sources[number]), None, lines, name)  # tracebacks quote the line
        try:
            exec(compile(ast.Module([statement], []), name, "exec", dont_inherit=True), vars(module))
        except Exception as error:
            if number == index:
                raise
            dropped.append(f"`{ast.unparse(statement)[:80]}` of another cell failed ({type(error).__name__}).")
    return vars(module), dropped


def load(path: str, name: str):
    """Import one file by itself, without the package around it."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
