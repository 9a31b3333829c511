"""The same answer as learners write it: each disguise turns a cell into the notebook of somebody else's habits.

    python -m tests.grading.disguises [--exercise 4.1] [--disguise default_dtype] [--sample 3000]

holds every answer of the bank in every disguise, or a sample of these pairs, against what its notebook shows (all of
them: some 35,000 notebooks, hours), and writes docs/disguises.md.
"""

import argparse
import ast
import json
import math
import random
import sys
import tempfile
import textwrap
from collections import Counter
from datetime import date
from pathlib import Path

import torch
from IPython.core.inputtransformer2 import TransformerManager

from course_utils.checks import EXERCISES, Answer, Report, check
from course_utils.grading.answers import unrelated
from course_utils.grading.grader import grade
from course_utils.grading.results import Result
from course_utils.grading.sandbox import Sandbox
from tests.checks.test_answers import FILES
from tests.grading import classroom
from tools.files import COURSE, replace_file

WRAPPED = """{code}

inner_of_ours = {name}


{before}def {name}(*given):
{body}
    return inner_of_ours(*given)
"""


def wrapped(name: str, code: str, body: str, before: str = "") -> str:
    """The answer inside a function of the same name, whose first lines are `body`."""
    return WRAPPED.format(code=code, name=name, body=textwrap.indent(body, "    "), before=before)


def plain(name, code):
    return [code]


def scratch_before(name, code):
    return [f"def {name}(*given):\n    return 0\n", code]


def table_by_a_loop(name, code):
    return [f'{code}\nTABLE = {{}}\nfor key in ("ours",):\n    TABLE[key] = {name}\n{name} = TABLE["ours"]\n']


def helper_elsewhere(name, code):
    return [f"{code}\nkept_elsewhere = [{name}]\ndel {name}\n", f"{name} = kept_elsewhere[0]"]


def without_gradients(name, code):
    return [
        "import torch",
        wrapped(name, code, "half * 2", "with torch.no_grad():\n    half = torch.tensor(0.5)\n\n\n"),
    ]


def tried_import(name, code):
    return [
        "try:\n    from math import comb as choose\nexcept ImportError:\n    choose = None",
        wrapped(name, code, "choose(3, 2)"),
    ]


def scipy_import(name, code):
    return ["from scipy.special import comb as choose", wrapped(name, code, "choose(3, 2)")]


def if_true(name, code):
    return [f"if True:\n{textwrap.indent(code, '    ')}"]


def magics(name, code):
    return ["%matplotlib inline\n!true\n%time twice = 2\nlen?", f"%%time\n{wrapped(name, code, 'twice + 1')}"]


def default_dtype(name, code):
    return ["import torch\ntorch.set_default_dtype(torch.float64)", code]


def from_future(name, code):
    return [f"from __future__ import annotations\n{code}", "def typed(x: Unknown) -> Nothing:\n    return x"]


def star_import(name, code):
    return ["from math import *", wrapped(name, code, "comb(4, 2) + floor(0.5)")]


def patched_later(name, code):
    return [
        f'{code}\ninner_of_ours, FORMS = {name}, {{}}\n\n\ndef {name}(*given):\n    return FORMS["post"](*given)\n',
        'FORMS["post"] = inner_of_ours',
    ]


def method_patched_later(name, code):
    taken = f"""
forward_of_ours = isinstance({name}, type) and vars({name}).get("forward")
if forward_of_ours:
    del {name}.forward
"""
    return [code + taken, f"if forward_of_ours:\n    {name}.forward = forward_of_ours\n"]


def appended(name, code):
    return [f"{code}\ntools = []\ntools.append({name})\n\n\ndef {name}(*given):\n    return tools[-1](*given)\n"]


def leftovers(name, code):
    body = "display(len(given))\nfor _ in tqdm([1]):\n    print(end='')"
    return [
        "from tqdm.auto import tqdm\nfrom matplotlib import pyplot as plt\n\nplt.hist([1.0, 2.0])\nplt.show()",
        wrapped(name, code, body),
    ]


def compiled(name, code):
    return [f"import torch\n{code}\n{name} = torch.compile({name})"]


def object_with_call(name, code):
    return [
        f"""{code}

class Ours:
    inner = staticmethod({name})

    def __call__(self, *given):
        return self.inner(*given)

{name} = Ours()
"""
    ]


def error_on_the_way(name, code):
    return ["1 / 0", "raise SystemExit", "this is no Python", code]


def copied(name, code):
    return [code, code]


def split(name, code):
    """The cell in two, at the statement in its middle."""
    body, lines = ast.parse(code).body, code.splitlines()
    middle = body[len(body) // 2]
    first = min([middle.lineno, *(decorator.lineno for decorator in getattr(middle, "decorator_list", []))])
    return ["\n".join(lines[: first - 1]), "\n".join(lines[first - 1 :])]


IN_CODE = (
    plain, scratch_before, table_by_a_loop, helper_elsewhere, without_gradients, tried_import, scipy_import, if_true,
    magics, default_dtype, from_future, star_import, patched_later, method_patched_later, appended, leftovers, compiled,
    object_with_call, error_on_the_way, copied, split,
)  # fmt: skip


def notebook_of(id: str, sources: list[str]) -> dict:
    """A notebook of one exercise: the answer in its cell, what belongs before it in cells of its own."""
    answer, check_cell = (f"{part}-{id.replace('.', '-')}" for part in ("answer", "check"))
    *before, last = sources
    graded = {"nbgrader": {"grade_id": answer, "solution": True, "grade": False}}
    cells = [cell("imports", "from course_utils.checks import check")]
    cells += [cell(f"extra-{i}", source) for i, source in enumerate(before)]
    cells += [cell(answer, last, graded), cell(check_cell, f'check("{id}", {name_of(id)})')]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}


def name_of(id: str) -> str:
    return EXERCISES[id].signature.partition("(")[0]


def cell(id: str, source: str, metadata: dict | None = None) -> dict:
    return {
        "cell_type": "code",
        "id": id,
        "source": source,
        "metadata": metadata or {},
        "outputs": [],
        "execution_count": None,
    }


def as_written(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()


def with_bom(notebook):
    return b"\xef\xbb\xbf" + as_written(notebook)


def with_crlf(notebook):
    for one in notebook["cells"]:
        one["source"] = one["source"].replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()


def by_lines(notebook):
    """As JupyterLab writes it to disk: lists of lines, outputs, counts."""
    for count, one in enumerate(notebook["cells"], 1):
        one |= {"source": one["source"].splitlines(keepends=True), "execution_count": count}
        one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["3\n"]}]
        one["metadata"] |= {"trusted": True, "execution": {"iopub.execute_input": "2026-11-27T10:00:00Z"}}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def as_colab(notebook):
    """As Colab saves it: ids inside the metadata, the version of the format set back."""
    for one in notebook["cells"]:
        one["metadata"] = {"id": one.pop("id")[:12], "colab": {"base_uri": "https://localhost/"}, "outputId": "0"}
        one["source"] = one["source"].splitlines(keepends=True)
    colab = {"colab": {"provenance": [], "toc_visible": True}}
    return json.dumps(notebook | {"nbformat_minor": 0, "metadata": notebook["metadata"] | colab}).encode()


def as_vs_code(notebook):
    """As VS Code saves it: ids of its own, its own metadata."""
    for number, one in enumerate(notebook["cells"]):
        one |= {"id": f"{number:08x}", "metadata": {"vscode": {"languageId": "python"}}}
    return json.dumps(notebook, indent=2).encode()


def retyped(notebook):
    """The answer typed into a new cell below the stub, the named cell left as it was released."""
    answer = next(one for one in notebook["cells"] if one["id"].startswith("answer-"))
    new = cell("a1b2c3", answer["source"])
    name = notebook["cells"][-1]["source"].partition(", ")[2].rstrip(")")
    answer["source"] = f"def {name}(*given):\n    raise NotImplementedError\n"
    notebook["cells"].insert(-1, new)
    return as_written(notebook)


def of_version(minor: int):
    """A writer of nbformat 4.`minor`, which has no ids below 5."""

    def write(notebook):
        for one in notebook["cells"]:
            if minor < 5:
                one.pop("id")
        return json.dumps(notebook | {"nbformat_minor": minor}).encode()

    write.__name__ = f"nbformat_4_{minor}"
    return write


IN_THE_FILE = (with_bom, with_crlf, by_lines, as_colab, as_vs_code, retyped, *map(of_version, range(6)))
NAMES = [*(function.__name__ for function in IN_CODE), *(function.__name__ for function in IN_THE_FILE)]


def disguised(id: str, code: str, disguise: str) -> tuple[bytes, list[str]]:
    """The file that a learner hands in, and its code cells as a notebook shows them."""
    in_code = {function.__name__: function for function in IN_CODE}
    in_the_file = {function.__name__: function for function in IN_THE_FILE}
    notebook = notebook_of(id, in_code.get(disguise, plain)(name_of(id), code))
    content = in_the_file.get(disguise, as_written)(notebook)
    cells = json.loads(content.decode("utf-8-sig"))["cells"]
    return content, ["".join(one["source"]).replace("\r\n", "\n") for one in cells]


HANG = """while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


class Magic:
    """What the oracle below needs of IPython: magics that run their lines, and nothing else."""

    def __init__(self, scope):
        self.scope = scope

    def run_line_magic(self, name, line):
        if name == "time":
            exec(line, self.scope)

    def run_cell_magic(self, name, line, body):
        exec(body, self.scope)

    def system(self, line):
        pass


def with_its_own_seed(id: str, answer, seed):
    """An answer that draws the random numbers which the grader lets it draw: what is drawn decides some points."""
    exercise = EXERCISES.get(id)
    if exercise is None or not callable(answer):
        return answer
    return Answer(answer, exercise.signature, exercise.adapter, seed=unrelated(seed, id))


def shown(id: str, cells: list[str], seed) -> Report | None:
    """What the last check of a notebook shows, by running its cells here with the course's own `check`."""
    reports: list[Report] = []
    scope = {"__name__": "__main__", "display": lambda *_: None}
    scope |= {
        "get_ipython": lambda: Magic(scope),
        "check": lambda id, answer: reports.append(check(id, with_its_own_seed(id, answer, seed), seed=seed)),
    }
    dtype, compile_ = torch.get_default_dtype(), torch.compile
    torch.compile = lambda model: model
    try:
        for source in cells:
            source = TransformerManager().transform_cell(source.replace("from course_utils.checks import check", ""))
            try:
                exec(compile(source, "<cell>", "exec", dont_inherit=True), scope)
            except BaseException:
                continue
    finally:
        torch.set_default_dtype(dtype)
        torch.compile = compile_
    return reports[-1] if reports else None


def graded(sandbox, folder, id: str, content: bytes, seed) -> Result:
    """What the grader gives for a file."""
    return grade(sandbox, classroom.submit(folder, "ann", content), [EXERCISES[id]], seed).results[0]


HEAD = """# Every answer as learners write it

`python -m tests.grading.disguises{options}` on {day}: {count} notebooks{share}.
In each the grader gave what the notebook shows{but}.

| disguise | notebooks | points differ |
|---|---|---|
"""


def page(counted: dict, odd: dict, options: str, share: str, day: str) -> str:
    """The table of a run, a row a disguise."""
    rows = "".join(f"| {name.replace('_', ' ')} | {counted[name]} | {odd[name]} |\n" for name in NAMES if counted[name])
    but = f", but in {sum(odd.values())}" if sum(odd.values()) else ""
    return HEAD.format(options=options, day=day, count=sum(counted.values()), share=share, but=but) + rows


def differs(sandbox, path, disguise: str, seed) -> str:
    """What is wrong with one answer in one disguise, "" where nothing is."""
    id = path.parent.name
    content, cells = disguised(id, path.read_text(encoding="utf-8"), disguise)
    expected = shown(id, cells, seed)
    with tempfile.TemporaryDirectory() as folder:
        result = graded(sandbox, Path(folder), id, content, seed)
    if expected is not None and result.points == expected.points:
        return ""
    return f"{id} {path.stem} {disguise}: notebook {expected!r}, grader {result.points:g} {result.status}"


def stratified(paths: list, names: list[str], count: int, chance: random.Random) -> list[tuple]:
    """So many different pairs (answer, disguise), each exercise and each disguise about as often as any other.

    Within an exercise every disguise comes once before any comes again, each time with an answer drawn anew.
    """
    ids, order = sorted({path.parent.name for path in paths}), chance.sample(names, len(names))
    chance.shuffle(ids)
    left = {id: [path for path in paths if path.parent.name == id] for id in ids}
    pairs, seen = [], set()
    for place in range(min(count, len(paths) * len(names)) * 2):
        shift = place // math.lcm(len(ids), len(order))  # or the same pairs would come again
        disguise, id = order[(place + shift) % len(order)], ids[place % len(ids)]
        free = [path for path in left[id] if (path, disguise) not in seen]
        if free and len(pairs) < count:
            pairs.append((chance.choice(free), disguise))
            seen.add(pairs[-1])
    return sorted(pairs)


def main() -> int:
    """Every answer in every disguise, or a sample of the pairs; print what differs, and keep the table of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exercise", choices=EXERCISES, action="append")
    parser.add_argument("--disguise", choices=NAMES, action="append")
    parser.add_argument("--sample", type=int, help="so many pairs, drawn evenly, instead of all")
    options, counted, odd = parser.parse_args(), Counter(), Counter()
    torch.set_num_threads(1)
    paths = [path for path in FILES if not options.exercise or path.parent.name in options.exercise]
    pairs = [(path, disguise) for path in paths for disguise in options.disguise or NAMES]
    if options.sample:
        share = f", drawn from all {len(pairs)}, evenly over exercises and disguises"
        names = options.disguise or NAMES
        pairs = stratified(paths, names, options.sample, random.Random(f"{date.today()}"))
    with Sandbox() as sandbox:
        for number, (path, disguise) in enumerate(pairs, 1):
            said = differs(sandbox, path, disguise, "parity")
            if said and (said := differs(sandbox, path, disguise, "parity")):  # a busy machine cuts an answer short
                print(said, flush=True)
            counted[disguise], odd[disguise] = counted[disguise] + 1, odd[disguise] + bool(said)
            if number % 200 == 0:
                print(f"{number} notebooks so far, {sum(odd.values())} differ", file=sys.stderr)
    print(f"{sum(counted.values())} notebooks, {sum(odd.values())} with other points than the grader gives.")
    if not (options.exercise or options.disguise):
        said = f" --sample {options.sample}" if options.sample else ""
        text = page(counted, odd, said, share if options.sample else "", f"{date.today()}")
        replace_file(COURSE / "docs" / "disguises.md", text.encode())
    return 1 if sum(odd.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
