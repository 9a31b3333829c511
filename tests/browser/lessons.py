"""The cells of a lesson: which show a panel, which ask for a prediction, and what these need to run.

`week` makes of them a notebook that runs in seconds, from the lesson's own cells: its panels, its predictions, what
both use (trained for two batches, as `tools.everywhere --brief` does), and progress bars; no prose.
"""

import ast
import json
import re

import nbformat

from tools.files import COURSE

LESSONS = sorted((COURSE / "chapters").glob("[0-9]*/lesson.ipynb"))
BRIEF = f"""import sys
sys.path.insert(0, {str(COURSE)!r})
from tools import brief
brief.shorten_trainings()
brief.shorten_timings()
get_ipython().ast_transformers.append(brief.FewTurns())"""
BAR = """from tqdm.auto import tqdm
for _ in tqdm(range(2), leave=False):
    pass
for _ in tqdm(range(3), unit='network'):
    pass"""


def code_of(path):
    """Return {id: source} of the notebook's code cells, in order, without those that fail on purpose."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and "raises-exception" not in cell["metadata"].get("tags", [])
    }


def beginning(code, call):
    """Return the ids of the cells in which a line begins with such a call."""
    return [name for name, source in code.items() if re.search(rf"^{call}\(", source, re.MULTILINE)]


def panels_of(code):
    """Return the ids of the cells that show a panel."""
    return beginning(code, r"panels\.\w+")


def predictions_of(code):
    """Return the ids of the cells that ask for a prediction."""
    return beginning(code, r"predict(_number)?")


def names_in(source):
    """Return the names that a cell sets and the names that it uses."""
    made, used = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).split(".")[0])
    return made, used


def with_what_they_need(code, wanted):
    """Return the wanted cells and the earlier cells that set what they use, in order: not the whole lesson."""
    chosen, needed = [], set()
    for name, source in reversed(code.items()):
        made, used = names_in(source)
        waits = chosen and ".result()" in source  # for what trains in the background and fills a list meanwhile
        if name in wanted or made & needed or waits:
            chosen.append(name)
            needed = needed - made | used - made
    return chosen[::-1]


def write(path, code):
    """Write a notebook of these code cells, {id: source}."""
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in code.items()]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


def week(code):
    """Return {id: source} of the lesson in brief; its cell `bar` shows a progress bar after one that leaves nothing."""
    wanted = [*panels_of(code), *predictions_of(code)]
    return {"brief": BRIEF} | {name: code[name] for name in with_what_they_need(code, wanted)} | {"bar": BAR}
