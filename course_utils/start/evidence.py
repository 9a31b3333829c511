"""A page of evidence: what the progress file says of the week, on paper, with what that does and does not prove.

python -m course_utils.start.evidence          writes my_work/evidence-<day>.html, and never over another file
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import html
import itertools
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from course_utils.start.packages import COURSE
from course_utils.start.place import Place
from course_utils.start.standing import Standing, outcomes_of
from course_utils.system.files import create_file
from course_utils.system.progress import FOLDER, NAME, Progress

STYLE = """
body { font: 11pt/1.4 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 18pt; } h2 { font-size: 13pt; margin: 1.6em 0 0.4em; border-bottom: 1px solid; }
table { border-collapse: collapse; width: 100%; margin: 0.4em 0; font-size: 10pt; break-inside: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.15em 0.8em 0.15em 0; border-bottom: 1px solid silver; }
tr, section > p { break-inside: avoid; } h2 { break-after: avoid; } th { border-bottom: 1px solid; }
.sign { display: inline-block; min-width: 16em; border-bottom: 1px solid; }
@page { margin: 18mm 16mm; } @media print { body { margin: 0; max-width: none; } }
"""
PROVES = (
    "It shows what the course's own pages wrote down on one computer: which predictions were made and what was "
    "measured there, which recall questions were answered, which points the checks of the exercises gave."
)
PROVES_NOT = (
    "It does not show who did it, with what help, or in how much time. The file that it is made from is plain text, "
    "which its owner can edit, and so is this page. A lesson counts as read when its recall questions have an answer; "
    "nobody saw it being read. Exercises answered in prose are not in it. Points that count are those of an "
    "instructor, who runs the submitted notebooks anew (make grade)."
)


def page(standing: Standing, name: str, fingerprint: str, today: datetime.date) -> str:
    """The page as self-contained HTML; `fingerprint` names the progress file that it was made from."""
    of = sum(task.points for place in standing.places for task in place.chapter.checked)
    points = sum(points for place in standing.places for points in place.points.values())
    read = sum(place.read for place in standing.places)
    who = html.escape(name) if name else '<span class="sign">&nbsp;</span>'
    body = [
        "<h1>Residual networks, measured: evidence of work</h1>",
        f"<p>Name: {who}<br>Day: {today.isoformat()}</p>",
        f"<p><strong>{read} of {len(standing.places)} lessons read; {points:g} of {of:g} points in the exercises that "
        "a check judges.</strong></p>",
        *(_chapter(place) for place in standing.places),
        f"<h2>What this page proves</h2><section><p>{PROVES}</p><p>{PROVES_NOT}</p></section>",
        f"<p>Made from {NAME}, SHA-256 <code>{fingerprint}</code>: whoever has that file can compare.</p>",
    ]
    head = f'<meta charset="utf-8"><title>Evidence of work</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(body)}</body></html>\n'


def _chapter(place: Place) -> str:
    chapter = place.chapter
    if not place.begun:
        return f"<h2>{chapter.number} {chapter.name}</h2><p>Not begun.</p>"
    days = sorted(str(entry.get("on", "")) for entry in place.recalled.values())
    read = f"read by {html.escape(days[-1])}" if place.read else f"{place.share:.0%} read"
    said = (
        f"<p>Lesson: {read}. Predictions: {len(place.predicted)} of {len(chapter.predictions)}. Recall: "
        f"{len(place.recalled)} of {len(chapter.questions)} answered, {place.right_at_first} right at the first "
        "try.</p>"
    )
    predictions = _table(("prediction", "predicted", "measured", "turned out"), outcomes_of(place))
    return f"<h2>{chapter.number} {chapter.name}</h2>{said}{predictions}{_table(EXERCISES, _exercises(place))}"


EXERCISES = ("exercise", "points", "tries", "day of the best")


def _exercises(place: Place) -> Iterator[tuple[str, ...]]:
    for task in place.chapter.checked:
        if task.id in place.points:
            entry: Mapping[str, Any] = place.values[f"exercise/{task.id}"]
            points = f"{place.points[task.id]:g} of {task.points}"
            yield task.heading, points, str(entry.get("tries", "")), str(entry.get("on", ""))


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th>{head}</th>" for head in heads)
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )


def write(course: Path, name: str, today: datetime.date) -> Path:
    """Write the page into the course's my_work/ under the first free name, and return that.

    Raises `OSError` where the folder is missing or cannot be written.
    """
    folder = course / FOLDER
    progress = Progress(folder / NAME)
    values = progress.everything()
    kept = folder / NAME
    fingerprint = hashlib.sha256(kept.read_bytes() if kept.exists() else b"").hexdigest()
    content = page(Standing(values, course), name, fingerprint, today).encode()
    for number in itertools.count(1):
        path = folder / f"evidence-{today.isoformat()}{f'-{number}' if number > 1 else ''}.html"
        with suppress(FileExistsError):
            create_file(path, content)
            return path


def main(arguments: list[str] | None = None) -> int:
    """Write the page and say where it is; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--name", default="", help="your name; without one the page leaves a line for it")
    parser.add_argument("--course", type=Path, default=COURSE, help="folder of the course")
    options = parser.parse_args(arguments)
    try:
        path = write(options.course, options.name, datetime.date.today())
    except OSError as error:
        print(f"The page could not be written to {FOLDER}/ ({error.strerror or error}): make lab makes that folder.")
        return 1
    print(f"{FOLDER}/{path.name} is written. Open it in a browser, and print it from there.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
