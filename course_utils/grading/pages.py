"""What a learner is handed back: one page, a summary on top, what does not hold open, the rest folded."""

import hashlib
import html
import itertools
import os

from course_utils.checks.report import coded
from course_utils.grading.lessons import lesson_of, section_of
from course_utils.grading.results import Graded, Result

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin: 1.3rem 0 .2rem } p.lesson { margin: 0 0 .3rem } details { line-height: 1.35 }
.folded { columns: 26rem } .folded details { break-inside: avoid }
li { margin: .2rem 0 } img { max-width: 100%; background: white }
pre { overflow-x: auto; padding: .7rem; border: 1px solid #8888; border-radius: 4px }
pre.prose, .prose { white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
td.number { text-align: right } li div { margin-left: 1.4rem } ul.laws { list-style: none; padding: 0 }
summary { cursor: pointer } .matrix td { padding: 0 .35rem; text-align: center; border: 1px solid #8884 }
"""
LONGEST_NAME = 150
MARKS = {True: "✓", False: "✗"}
WORDS = {
    "not attempted": "Nothing is written here yet.",
    "exercise missing": "No cell of this exercise was found in your notebooks, by name or by what it defines.",
    "notebook unreadable": "The notebook could not be read, so this exercise was not found.",
    "to be read": "A person reads this answer; its points follow.",
    "not handed in": "Nothing of this chapter was handed in.",
    "not graded": "It could not be graded yet, through no fault of yours.",
}
DONE = ("passed", "read")


def file_name(learner: str) -> str:
    """The name of a learner's page; a name too long for a file is cut, and stays one of its kind."""
    name = os.fsencode(learner)
    if len(name) > LONGEST_NAME:
        learner = os.fsdecode(name[:LONGEST_NAME]) + hashlib.sha256(name).hexdigest()[:8]
    return f"{learner}.html"


def page(title: str, body: str, head: str = "") -> str:
    """A whole page that needs no other file."""
    view = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head = f"{view}<title>{html.escape(title)}</title><style>{STYLE}</style>{head}"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def feedback(one: Graded) -> str:
    """A learner's page: points of each chapter, where to look first, then every exercise."""
    problems = "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in one.problems)
    chapters = one.by_chapter()
    body = f"<h1>{html.escape(one.learner)}: {one.points:g} of {one.maximum:g} points</h1>{problems}"
    body += f"{contents(one, chapters)}{look_first(one.results)}"
    body += "".join(chapter_section(one, chapter, results) for chapter, results in chapters.items())
    return page(f"Feedback for {one.learner}", body)


def contents(one: Graded, chapters: dict[str, list[Result]]) -> str:
    """A row a chapter: its points, how many exercises are done, a link to it."""
    rows = ""
    for chapter, results in chapters.items():
        maximum = sum(result.maximum for result in results)
        done = sum(result.status in DONE for result in results)
        late = f", late: {one.kept[chapter]:.0%} kept" if chapter in one.kept else ""
        words = "not handed in" if is_missing(results) else f"{done} of {len(results)} exercises solved{late}"
        link = f'<a href="#chapter-{chapter}">Chapter {chapter}</a>'
        number = f'<td class="number">{one.points_of(chapter):g} of {maximum:g}</td>'
        rows += f"<tr><td>{link}</td>{number}<td>{words}</td></tr>"
    return f"<table>{rows}</table>"


def look_first(results: list[Result]) -> str:
    """The exercises with points still to earn, with links."""
    open_ = [result for result in results if result.status in ("partly", "failed", "crashed", "timed out")]
    links = [f'<a href="#{anchor(result)}">{result.exercise} {html.escape(result.title)}</a>' for result in open_]
    return f"<p>Look first at {', '.join(links)}.</p>" if links else ""


def chapter_section(one: Graded, chapter: str, results: list[Result]) -> str:
    """A chapter's heading and its exercises; one that was not handed in is one line."""
    if is_missing(results):
        return f'<h2 id="chapter-{chapter}">Chapter {chapter}: not handed in</h2>'
    maximum = sum(result.maximum for result in results)
    title = f"Chapter {chapter}: {one.points_of(chapter):g} of {maximum:g} points"
    return f'<h2 id="chapter-{chapter}">{title}</h2>{lesson(chapter)}{sections(results)}'


def is_missing(results: list[Result]) -> bool:
    """Whether nothing of a chapter was handed in."""
    return {result.status for result in results} == {"not handed in"}


def lesson(chapter: str) -> str:
    """Where to read on: the chapter's lesson and its frontier, by their places in the course's folder."""
    paths = [
        f"Its {kind}: <code>{path}</code>." for kind in ("lesson", "frontier") if (path := lesson_of(chapter, kind))
    ]
    return f'<p class="lesson">{" ".join(paths)}</p>' if paths else ""


def read_on(result: Result) -> str:
    """The section that an exercise rests on, of the lesson or of the frontier, for one that is not solved."""
    kind, heading = section_of(result.exercise)
    return f"<p>In the {kind}: <em>{html.escape(heading)}</em></p>" if heading and result.status not in DONE else ""


def anchor(result: Result) -> str:
    """The place of an exercise on the page."""
    return f"exercise-{result.exercise.replace('.', '-')}"


def sections(results: list[Result]) -> str:
    """The exercises of a chapter in their order: folded ones in two columns where there is room, open ones across."""
    parts = []
    for is_open, group in itertools.groupby(results, unfolded):
        text = "".join(map(section, group))
        parts.append(text if is_open else f'<div class="folded">{text}</div>')
    return "".join(parts)


def unfolded(result: Result) -> bool:
    """Whether there is something to read: points still to be earned, or a note."""
    return result.status in ("partly", "failed", "crashed", "timed out") or bool(result.notes)


def section(result: Result) -> str:
    """One exercise of a learner's page: a line that unfolds."""
    title = f"{result.exercise} {result.title} · {result.status}, {result.points:g} of {result.maximum:g} points"
    words = f"<p>{WORDS[result.status]}</p>" if result.status in WORDS else ""
    notes = "".join(f'<p class="prose">{coded(note)}</p>' for note in result.notes)
    laws = "" if result.status in WORDS else "".join(map(row, result.properties))
    source = f'<pre class="prose"><code>{html.escape(result.source)}</code></pre>' if result.source else ""
    body = f'{words}{notes}<ul class="laws">{laws}</ul>{read_on(result)}{source}'
    state = " open" if unfolded(result) else ""
    return f'<details id="{anchor(result)}"{state}><summary>{html.escape(title)}</summary>{body}</details>'


def row(law: dict) -> str:
    """One property: whether it holds, its points, and the message if it does not."""
    message = f"<div>{coded(law['message'])}</div>" if law["message"] else ""
    return f"<li>{MARKS[law['passed']]} {coded(law['name'])} <em>({law['points']:g})</em>{message}</li>"
