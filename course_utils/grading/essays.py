"""Answers in prose: found wherever they were written, and what their reader needs beside them."""

import functools
import json
import re
from dataclasses import dataclass

from course_utils.checks import EXERCISES, Exercise
from course_utils.grading.isolation import COURSE
from course_utils.grading.submissions import ESSAY_STUB, Notebook, named

HEADING = re.compile(r"^##\s+(\d{1,2}\.\d{1,2})\b", re.MULTILINE)
FEWEST_WORDS = 15  # of a cell far from the task, to be taken for an answer
POINT = re.compile(r"^\d+\.\s+(.+?)[;.]?$", re.MULTILINE)
QUOTED = (r'"""(?:[^"\\]|\\.|"(?!""))*+"""', r"'''(?:[^'\\]|\\.|'(?!''))*+'''")
QUOTED += (r'"(?:[^"\\\n]|\\.)*+"', r"'(?:[^'\\\n]|\\.)*+'")
ONLY_TEXT = re.compile(rf"(?:[\s()]|\\\n|#[^\n]*+|[rbfu]{{0,2}}(?:{'|'.join(QUOTED)}))*+", re.DOTALL | re.IGNORECASE)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n### END SOLUTION", re.DOTALL)


@dataclass
class Task:
    """What a reader needs of a task: its text, one line for each point to give, a model answer."""

    text: str
    rubric: list[str]
    model: str


def prose_of(exercise: Exercise, notebooks: list[Notebook]) -> str | None:
    """What a learner wrote for a task in prose; empty if nothing, None if no trace of the task was handed in.

    It counts in the cell made for it, in any other between the task's heading and the next, below the task's own text,
    and, if none of these holds a word, in any cell of text that we did not write, of the same notebook.
    """
    seen = [notebook for notebook in notebooks if belongs(notebook, exercise)]
    texts = [text for notebook in seen for text in near(notebook, exercise)]
    texts = texts or [text for notebook in seen for text in anywhere(notebook)]
    return "\n\n".join(texts) if seen else None


def belongs(notebook: Notebook, exercise: Exercise) -> bool:
    """Whether a notebook holds the task, told by the name of its cell or by its heading."""
    return named("answer", exercise) in notebook.names or any(
        exercise.id in HEADING.findall(cell["source"]) for cell in notebook.cells if cell["kind"] != "code"
    )


def near(notebook: Notebook, exercise: Exercise) -> list[str]:
    """The learner's words in the cell made for them, and between the task's heading and the next of ours."""
    texts, inside = [], False
    for cell in notebook.cells:
        ours = cell["name"] == named("answer", exercise)
        if cell["kind"] != "code" and (headings := HEADING.findall(cell["source"])):
            inside = headings[-1] == exercise.id
        elif cell["name"] == "end":
            inside = False
        if ours or inside:
            text = own_words(cell, ours)
            texts += [text] if text else []
    return texts


def anywhere(notebook: Notebook) -> list[str]:
    """Cells of text that we did not write, if they are long enough to be an answer."""
    texts = [own_words(cell, False) for cell in notebook.cells if cell["kind"] != "code"]
    return [text for text in texts if len(text.split()) >= FEWEST_WORDS]


def own_words(cell: dict, ours: bool) -> str:
    """What of a cell a learner wrote: a cell of code counts if it holds nothing but a text or comments."""
    text = cell["source"].replace(ESSAY_STUB, "").strip()
    if cell["kind"] == "code" and not ours and not is_text(text):
        return ""
    for known in released():
        text = text.removeprefix(known).strip() if known else text
    return text


def is_text(source: str) -> bool:
    """Whether a cell of code is text in quotes or comments alone, told by one pattern: to parse it may take hours."""
    return ONLY_TEXT.fullmatch(source) is not None


@functools.cache
def released() -> list[str]:
    """The texts that we hand out, nobody's answer: the longest first."""
    cells = [cell for path in (COURSE / "exercises").glob("*/exercises.ipynb") for cell in cells_of(path)]
    texts = {"".join(cell["source"]).strip() for cell in cells if cell["cell_type"] != "code"}
    return sorted(texts, key=len, reverse=True)


def cells_of(path) -> list[dict]:
    """The cells of a notebook of ours."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@functools.cache
def task_of(id: str) -> Task:
    """A task in prose, out of the solutions' notebook of its chapter."""
    number = int(id.partition(".")[0])
    path = next((COURSE / "solutions").glob(f"{number:02}_*/exercises.ipynb"))
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells_of(path)}
    names = [named(part, EXERCISES[id]) for part in ("task", "answer")]
    text = "\n\n".join(sources[name] for name in (names[0], f"{names[0]}-rubric") if name in sources)
    model = SOLUTION.search(sources[names[1]])
    rubric = POINT.findall(text)[-int(EXERCISES[id].points) :]  # a task may number other lines before
    return Task(text, rubric, model[1] if model else "")
