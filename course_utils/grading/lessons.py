"""Where a learner reads on: the section of a chapter's lesson that an exercise belongs to."""

from course_utils.grading.isolation import COURSE

# The sections of each lesson by their headings, each with the exercises that rest on it.
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
    "Memory that does not grow": ["5.10"],
    "A block that can be undone": ["5.11"],
    "Are trained networks equations?": ["5.12"],
}


def lesson_of(chapter: str) -> str:
    """The path of a chapter's lesson in the course's folder; "" where there is none."""
    folders = sorted((COURSE / "chapters").glob(f"{int(chapter):02}_*"))
    return f"chapters/{folders[0].name}/lesson.ipynb" if folders else ""


def section_of(id: str) -> str:
    """The heading under which the lesson treats what an exercise asks; "" for one that stands in no section."""
    return next((heading for heading, ids in SECTIONS.items() if id in ids), "")
