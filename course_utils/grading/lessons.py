"""Where a learner reads on: the section of a chapter's lesson, or of its frontier, that an exercise belongs to."""

import json
import re
from functools import cache

from course_utils.grading.isolation import COURSE

# The sections of lessons and frontiers by their headings, each with the exercises that rest on it.
SECTIONS = {
    "Replace, or add": ["1.1"],
    "What must a block have inside?": ["1.2"],
    "The deeper network contains the shallower one": ["1.3"],
    "When the shapes differ": ["1.4"],
    "Stacking: the sum telescopes": ["1.5"],
    "A block as a correction": ["1.6"],
    "How large may the branch be?": ["1.7", "1.8"],
    "Does a skip make functions smooth?": ["1.9", "1.10"],
    "A sum, or a product?": ["1.11"],
    "Two sources, one contradiction": ["1.12"],
    "One block, two terms": ["2.1"],
    "Many blocks, still two terms": ["2.2"],
    "A unit that has died": ["2.3"],
    "What an upper bound proves": ["2.4", "2.5", "2.13"],
    "The story everyone tells": ["2.6"],
    "Where to put the ReLU": ["2.7", "2.8"],
    "Gates: a highway that can close": ["2.9", "2.10", "2.12"],
    "Touch the shortcut, and pay to the power L": ["2.11"],
    "Counting by hand": ["3.1", "3.4"],
    "Two blocks for one price": ["3.2", "3.3"],
    "Groups: more channels from the same weights": ["3.5"],
    "Squeeze-and-excitation": ["3.6"],
    "Concatenate instead of add": ["3.7", "3.11"],
    "The roofline": ["3.8", "3.9"],
    "Four currencies": ["3.10", "3.12"],
    "Unravel the network, while it trains": ["4.1", "4.2", "4.3"],
    "Are the terms of the sum free?": ["4.4"],
    "Take one block out": ["4.5", "4.6"],
    "Which paths carry the gradient?": ["4.7", "4.8"],
    "Train for the loss of blocks": ["4.9"],
    "A second reading: boosting": ["4.10", "4.11"],
    "Does this explain generalisation?": ["4.12"],
    "A line from 1768": ["5.1"],
    "Half the step, how much less error?": ["5.2", "5.3"],
    "Which step does a network take?": ["5.4"],
    "Stable in one sense only": ["5.5", "5.6", "5.7", "5.8"],
    "What a flow cannot do": ["5.9"],
    "Must every state be kept?": ["5.10"],
    "A block that can be undone": ["5.11"],
    "Are trained networks equations?": ["5.12"],
    "One rate for every depth?": ["1.13"],
    "What a norm does before the first step": ["1.14"],
    "Is the valley wide because of the skip?": ["1.15"],
    "Four streams in place of one": ["2.14", "2.15"],
    "A hundred layers without a skip": ["2.16"],
    "A convolution taken apart": ["3.14"],
    "The bottleneck, turned around": ["3.13"],
    "Do the easy ones leave first?": ["3.15"],
    "Can the head read on the way?": ["4.13"],
    "Is what a probe reads what the network uses?": ["4.14"],
    "Do the branches work in the same directions?": ["4.15"],
    "Steps that can be undone by subtraction": ["5.13", "5.14"],
    "Learn a flow without solving it": ["5.15"],
}


def lesson_of(chapter: str, kind: str = "lesson") -> str:
    """The path of a chapter's lesson, or of its frontier, in the course's folder; "" where there is none."""
    found = sorted((COURSE / "chapters").glob(f"{int(chapter):02}_*/{kind}.ipynb"))
    return found[0].relative_to(COURSE).as_posix() if found else ""


def section_of(id: str) -> tuple[str, str]:
    """The kind of notebook and the heading in it that treat what an exercise asks; twice "" where none does."""
    heading = next((heading for heading, ids in SECTIONS.items() if id in ids), "")
    kinds = [kind for kind in ("lesson", "frontier") if heading in headings(lesson_of(id.partition(".")[0], kind))]
    return (kinds[0], heading) if kinds else ("", "")


@cache
def headings(path: str) -> frozenset[str]:
    """The headings of the sections of a notebook of the course; none where there is no such notebook."""
    if not path:
        return frozenset()
    cells = json.loads((COURSE / path).read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return frozenset(re.findall(r"^## (.+)$", prose, re.MULTILINE))
