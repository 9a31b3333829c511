"""The class on one page, for you: who solved what, the commonest slips, and what stood around the code."""

import html
import os
import re
from collections import Counter
from urllib.parse import quote

from course_utils.checks.report import coded
from course_utils.grading.exports import exercises
from course_utils.grading.pages import WORDS, file_name, page
from course_utils.grading.pictures import share_solved, totals
from course_utils.grading.results import Graded, Result
from course_utils.grading.similarity import similar_code

SIGNS = {"passed": "●", "read": "●", "partly": "◐", "to be read": "…", "not attempted": "·", "not handed in": "",
         "exercise missing": "", "not graded": "!"}  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def overview(graded: list[Graded], walls: tuple[list[str], list[str]], setting: str, odd: list[str]) -> str:
    """The whole page."""
    body = f"<h1>{len(graded)} learners</h1>"
    body += "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in odd)
    body += f"{picture(*share_solved(graded))}{picture(*totals(graded))}"
    body += f"<h2>Commonest slips</h2>{slips(graded)}<h2>Who solved what</h2>{matrix(graded)}"
    body += f"<h2>Learners</h2>{learners(graded)}<h2>Code that looks alike</h2>{alike(graded)}"
    body += f"<h2>How it was graded</h2><p>{html.escape(setting)}</p><p>Around each answer: {'; '.join(walls[0])}.</p>"
    if walls[1]:
        body += f"<p><strong>Missing on this machine: {html.escape('; '.join(walls[1]))}.</strong></p>"
    return page("Class overview", body)


def picture(data: str, words: str) -> str:
    """A picture with its words for those who do not see it."""
    return f'<p><img alt="{html.escape(words)}" src="data:image/png;base64,{data}"></p>'


def slips(graded: list[Graded], most: int = 10) -> str:
    """For each chapter, the properties that most learners miss, each with its commonest message.

    Messages that differ in their numbers alone are one slip.
    """
    missed: dict[str, dict[tuple[str, str], Counter]] = {}
    for one in graded:
        for result in one.results:
            if result.status not in WORDS:
                for law in result.properties:
                    if law["message"]:
                        chapter = missed.setdefault(result.exercise.partition(".")[0], {})
                        chapter.setdefault((result.exercise, law["name"]), Counter())[law["message"]] += 1
    if not missed:
        return "<p>None.</p>"
    return "".join(slips_of(chapter, laws, most) for chapter, laws in sorted(missed.items()))


def slips_of(chapter: str, laws: dict[tuple[str, str], Counter], most: int) -> str:
    """One chapter's slips, a row a property."""
    ranked = sorted(laws.items(), key=lambda pair: (-pair[1].total(), place(pair[0][0]), pair[0][1]))[:most]
    rows = ""
    for (id, name), messages in ranked:
        message, count = commonest(messages)
        often = "" if count == messages.total() else f" ({count} of them)"
        rows += f'<tr><td class="number">{messages.total()}</td><td>{id}</td><td>{coded(name)}</td>'
        rows += f"<td>{coded(message)}{often}</td></tr>"
    head = "<tr><th>learners</th><th>exercise</th><th>property</th><th>commonest message</th></tr>"
    return f"<h3>Chapter {chapter}</h3><table>{head}{rows}</table>"


def commonest(messages: Counter) -> tuple[str, int]:
    """The message that most were given, numbers aside, and to how many."""
    kinds: dict[str, Counter] = {}
    for message, count in messages.items():
        kinds.setdefault(NUMBER.sub("#", message), Counter())[message] += count
    kind = max(kinds.values(), key=lambda counts: (counts.total(), sorted(counts)))
    return kind.most_common(1)[0][0], kind.total()


def place(id: str) -> tuple[int, ...]:
    """An exercise's number, for sorting: 1.10 comes after 1.9."""
    return tuple(map(int, id.split(".")))


def matrix(graded: list[Graded]) -> str:
    """Learners by exercises: full, half, waiting, untouched, failed."""
    ids = exercises(graded)
    head = "".join(f'<th scope="col">{id}</th>' for id in ids)
    rows = ""
    for one in graded:
        results = {result.exercise: result for result in one.results}
        rows += f'<tr><th scope="row">{html.escape(one.learner)}</th>{"".join(map(sign, map(results.get, ids)))}</tr>'
    legend = "● solved, ◐ partly, ✗ failed, · not attempted, … waits for its reader, ! not graded, empty: not handed in"
    table = f'<table class="matrix"><tr><th></th>{head}</tr>{rows}</table>'
    return f'<p>{legend}</p><div style="overflow-x: auto">{table}</div>'


def sign(result: Result | None) -> str:
    """One cell of the matrix."""
    if result is None:
        return "<td></td>"
    return f'<td title="{result.exercise}: {result.status}, {result.points:g}">{SIGNS.get(result.status, "✗")}</td>'


def alike(graded: list[Graded]) -> str:
    """Pairs of learners whose code shares most of its phrases, names and comments aside."""
    pairs = similar_code(graded)
    rows = "".join(
        f'<tr><td class="number">{share:.0%}</td><td>{html.escape(one)}</td><td>{html.escape(other)}</td></tr>'
        for share, one, other in pairs
    )
    caveat = "Short answers look alike by themselves, and the solutions are public: read before you conclude anything."
    return f"<table>{rows}</table><p>{caveat}</p>" if pairs else "<p>None.</p>"


def learners(graded: list[Graded]) -> str:
    """A row a learner, with a link to the page."""
    rows = []
    for one in graded:
        states = Counter(result.status for result in one.results)
        words = ", ".join(f"{count} {status}" for status, count in states.most_common())
        link = f'<a href="feedback/{quote(os.fsencode(file_name(one.learner)))}">{html.escape(one.learner)}</a>'
        problems = " ".join(map(html.escape, one.problems))
        rows.append(f'<tr><td>{link}</td><td class="number">{one.points:g}</td><td>{words} {problems}</td></tr>')
    return f"<table><tr><th>learner</th><th>points</th><th>exercises</th></tr>{''.join(rows)}</table>"
