"""What the grader writes as web pages: one of feedback for each learner, one overview of the class for you."""

import hashlib
import html
import os
from collections import Counter
from urllib.parse import quote

from course_utils.checks.report import coded
from course_utils.grading.grader import Graded, Result
from course_utils.grading.pictures import share_solved, totals

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2.2rem } li { margin: .2rem 0 } img { max-width: 100%; background: white }
pre { overflow-x: auto; padding: .7rem; border: 1px solid #8888; border-radius: 4px }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
td.number { text-align: right } li div { margin-left: 1.4rem }
"""
LONGEST_NAME = 150
MARKS = {True: "✓", False: "✗"}
WORDS = {
    "not attempted": "Nothing is written here yet.",
    "exercise missing": "No cell of this exercise was found in your notebooks, by name or by what it defines.",
    "notebook unreadable": "The notebook could not be read, so this exercise was not found.",
    "to be read": "A person reads this answer; its points follow.",
}


def file_name(learner: str) -> str:
    """The name of a learner's page; a name too long for a file is cut, and stays one of its kind."""
    name = os.fsencode(learner)
    if len(name) > LONGEST_NAME:
        learner = os.fsdecode(name[:LONGEST_NAME]) + hashlib.sha256(name).hexdigest()[:8]
    return f"{learner}.html"


def page(title: str, body: str) -> str:
    """A whole page that needs no other file."""
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n<body>{body}</body></html>\n'


def feedback(one: Graded) -> str:
    """A learner's page: their code, what holds and what does not, and where to look."""
    maximum = sum(result.maximum for result in one.results)
    problems = "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in one.problems)
    body = f"<h1>{html.escape(one.learner)}: {one.points:g} of {maximum:g} points</h1>{problems}"
    return page(f"Feedback for {one.learner}", body + "".join(map(section, one.results)))


def section(result: Result) -> str:
    """One exercise of a learner's page."""
    title = f"{result.exercise} {result.title} · {result.status}, {result.points:g} of {result.maximum:g} points"
    words = f"<p>{WORDS[result.status]}</p>" if result.status in WORDS else ""
    notes = "".join(f"<p>{coded(note)}</p>" for note in result.notes)
    laws = "" if result.status in ("not attempted", "exercise missing") else "".join(map(row, result.properties))
    source = f"<pre><code>{html.escape(result.source)}</code></pre>" if result.source else ""
    return f"<h2>{html.escape(title)}</h2>{words}{notes}<ul style='list-style: none; padding: 0'>{laws}</ul>{source}"


def row(law: dict) -> str:
    """One property: whether it holds, its points, and the message if it does not."""
    message = f"<div>{coded(law['message'])}</div>" if law["message"] else ""
    return f"<li>{MARKS[law['passed']]} {coded(law['name'])} <em>({law['points']:g})</em>{message}</li>"


def overview(graded: list[Graded], walls: tuple[list[str], list[str]], setting: str, odd: list[str]) -> str:
    """The class on one page: pictures, commonest slips, every learner's points, and what stood around the code."""
    body = f"<h1>{len(graded)} learners</h1>{picture(*share_solved(graded))}{picture(*totals(graded))}"
    body += f"<h2>Commonest slips</h2>{slips(graded)}<h2>Learners</h2>{learners(graded)}"
    body += f"<h2>How it was graded</h2><p>{html.escape(setting)}</p><p>Around each answer: {'; '.join(walls[0])}.</p>"
    if walls[1]:
        body += f"<p><strong>Missing on this machine: {html.escape('; '.join(walls[1]))}.</strong></p>"
    body += "".join(f"<p><strong>{html.escape(text)}</strong></p>" for text in odd)
    return page("Class overview", body)


def picture(data: str, words: str) -> str:
    """A picture with its words for those who do not see it."""
    return f'<p><img alt="{html.escape(words)}" src="data:image/png;base64,{data}"></p>'


def slips(graded: list[Graded], most: int = 15) -> str:
    """The messages that most learners were given; the same slip reads the same, for all got the same inputs."""
    counts: Counter = Counter()
    for one in graded:
        for result in one.results:
            said = {(law["name"], law["message"]) for law in result.properties if law["message"]}
            counts.update((result.exercise, *words) for words in said if result.status not in WORDS)
    if not counts:
        return "<p>None.</p>"
    rows = [
        f'<tr><td class="number">{count}</td><td>{id}</td><td>{coded(name)}</td><td>{coded(message)}</td></tr>'
        for (id, name, message), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    ]
    return f"<table><tr><th>learners</th><th>exercise</th><th>property</th><th>message</th></tr>{''.join(rows)}</table>"


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
