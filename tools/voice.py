"""Count what a reader hears in the prose of the lessons: long and short sentences, colons, habits of speech.

    python -m tools.voice                          all lessons
    python -m tools.voice chapters/x.ipynb         these only

A count judges nothing: read the page aloud first. Prose is what stands in the markdown cells without headings, tables,
references, links' targets, the marks of lists and the questions at the end; an equation reads as one word, and ends
its sentence where it ends with a full stop or a capital follows. Words are counted as a page has them.
"""

import argparse
import json
import re
import statistics
import sys
from pathlib import Path

from tools.files import COURSE

SHORT = 6  # words: a sentence with fewer is short
LEFT_OUT = re.compile(
    r"```.*?```|<[^>]*>|^\|[^\n]*$|^#+ [^\n]*$|^- [^\n]*\*[^\n*]+\*[^\n]*\d{4}[^\n]*$", re.DOTALL | re.MULTILINE
)
HABITS = {
    "What you saw": r"What you saw\.",
    "That error was planned": r"That error was planned",
    "If you keep one sentence": r"If you keep one sentence",
    "So ... at the start": r"(?:^|[.!?)] )So\b",
    "textbook or source": r"\b(?:textbook|sources?|encyclopedia)\b",
    "price, pay, buy, cost": r"\b(?:pric|pay|paid|buys?\b|bought|costs?\b)\w*",
    "parentheses": r"\(",
}


def prose(cells: list[str]) -> str:
    """The sentences of markdown cells, without what is not prose."""
    kept = []
    for cell in cells:
        if cell.startswith(("## References", "## Recall")):
            continue
        text = re.sub(r"\s*\$\$.*?(\.?)\s*\$\$\s*(?=(\S))", _as_a_word, cell + " x", flags=re.DOTALL)[:-2]
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"(?<!\$)\$(?!\$)[^$\n]+\$", "x", text)
        text = re.sub(r"\n(?:- |\d\. )(?=[^\n]*\n|[^\n]*$)", "\n\n", LEFT_OUT.sub(" ", text))
        kept.append(re.sub(r"\*+|^> ?", "", text, flags=re.MULTILINE))
    return "\n\n".join(kept)


def _as_a_word(equation):
    ends = equation[1] or equation[2].isupper() or equation[2] in "*>#|<"
    return " x.\n\n" if ends else " x "


def sentences(text: str) -> list[str]:
    """The sentences of a text: to a full stop, question mark or exclamation mark, or to the end of a paragraph."""
    text = re.sub(r"\b(et al|eq|e\.g|i\.e|cf)\.", r"\1", text)
    parts = (part for block in re.split(r"\n\s*\n", text) for part in re.split(r"(?<=[.!?])[)\"”]*\s+", block))
    return [words for part in parts if (words := " ".join(part.split())) and re.search(r"\w", words)]


def counts(cells: list[str]) -> dict[str, float]:
    """What is counted in one lesson: words of the page, sentences of the prose, colons within them, habits."""
    text = prose(cells)
    lengths = [len(re.findall(r"\w[\w'’-]*", sentence)) for sentence in sentences(text)]
    row = {
        "words": sum(len(cell.split()) for cell in cells),
        "sentences": len(lengths),
        "mean length": statistics.mean(lengths),
        f"under {SHORT} words, %": 100 * sum(length < SHORT for length in lengths) / len(lengths),
        "colons": len(re.findall(r":(?=\s|$)", text, re.MULTILINE)),
    }
    return row | {name: len(re.findall(habit, text, re.MULTILINE)) for name, habit in HABITS.items()}


def lessons() -> list[Path]:
    """The lessons of all chapters, in order."""
    return sorted((COURSE / "chapters").glob("*/lesson.ipynb"))


def main(arguments=None):
    """Print a table, a lesson a column."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    columns = []
    for path in parser.parse_args(arguments).notebooks or lessons():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        columns.append(counts(["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]))
    for name in columns[0]:
        values = [column[name] for column in columns]
        total = f"{sum(values):9.0f}" if "mean" not in name and "%" not in name else f"{statistics.mean(values):9.1f}"
        print(f"{name:26}" + "".join(f"{value:9.1f}" if value % 1 else f"{value:9.0f}" for value in values) + total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
