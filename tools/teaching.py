"""Notes for a lecture, from the screens of `make demo` and the seconds that a walk through them takes here.

    python -m tools.teaching              walk through all five chapters and print what it took
    python -m tools.teaching --chapters 4 --write         and put it into docs/teaching/

The walk starts what `make demo` starts and goes from screen to screen without a pause, waiting on each until its panel
answers to a hand. Minutes are planned, for talk; seconds are measured, of the machine. What the lesson trains is made
first, and its seconds stand by themselves: a second talk finds it kept.
"""

import argparse
import asyncio
import json
import os
import sys
import textwrap
import time

from course_utils.classroom.preparing import file_of, prepared
from course_utils.classroom.screens import chapter_of
from course_utils.classroom.shown import recalled
from course_utils.classroom.studio import Studio
from course_utils.classroom.talk import Talk
from course_utils.panels.recall import QUESTIONS
from course_utils.start.outline import FOLDERS
from tools.files import COURSE

PAGES = COURSE / "docs" / "teaching"
RECORD = PAGES / "seconds.json"
QUIET = 1.5  # load up to which the walk had the machine to itself: it is one process
MARKS = "<!-- screens -->", "<!-- /screens -->"
LONGEST = 180  # seconds to wait for one panel
KINDS = {"vote": "vote", "words": "", "picture": "figure"}  # what a screen is that no hand moves
BAR = "\\|"


def prepare(number):
    """Make what a chapter's panels need, anew; return the seconds of processor of each, by name."""
    chapter, begin, taken = chapter_of(number), time.process_time(), {}
    lesson = Talk(number).lesson
    for name, preparation in chapter.preparations.items():
        file_of(lesson, name, preparation).unlink(missing_ok=True)
    for name, what in prepared(number):
        if what == "begun":
            begin = time.process_time()
        else:
            taken[name] = round(time.process_time() - begin, 1)
    return taken


async def walk(number):
    """Return {cell: seconds until its panel was live} of each panel, in order; the first includes the start.

    Raises `TimeoutError` for a panel that is not live in time, `RuntimeError` for one that cannot be drawn.
    """
    changed = asyncio.Event()
    talk = Talk(number, changed=changed.set)
    studio, taken = Studio(talk), {}
    talk.changed = lambda: (changed.set(), studio.wake())
    studio.start()
    try:
        for place, screen in enumerate(talk.screens):
            begin = time.monotonic()
            talk.go(place)
            while screen.live and not talk.drawn[place].live:
                if talk.drawn[place].wrong:
                    raise RuntimeError(f"{screen.title}: {talk.drawn[place].wrong}")
                changed.clear()
                await asyncio.wait_for(changed.wait(), LONGEST)
            if screen.live:
                taken[screen.cell] = round(time.monotonic() - begin, 1)
    finally:
        await studio.close()
    return taken


def table(number, record):
    """Return the screens of a chapter as Markdown: two paths, the question of each, its minutes and seconds."""
    chapter = chapter_of(number)
    lines = ["| # | screen | minutes | in 20 | put to the class | panel live after |", "|---|---|---|---|---|---|"]
    for place, screen in enumerate(chapter.screens, 1):
        seconds = f"{record['screens'][screen.cell]:.1f} s" if record and screen.live else "not measured"
        took = seconds if screen.live else KINDS[screen.kind]
        row = [str(place), screen.title, f"{screen.minutes:g}", "yes" if screen.short else "", screen.ask, took]
        lines.append(f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |")
    return "\n".join(
        [*lines, "", *textwrap.wrap(times(chapter, record), 120), "", "## Usual wrong answers", "", *slips(chapter)]
    )


def times(chapter, record):
    """Return what is planned, and what was measured how."""
    planned = sum(screen.minutes for screen in chapter.screens)
    short = sum(screen.minutes for screen in chapter.screens if screen.short)
    if record is None:
        return f"Planned: {planned:g} minutes for all screens, {short:g} for the short path."
    made = [f"{record['prepared'][name]:.0f} s ({one.words})" for name, one in chapter.preparations.items()]
    busy = f"with other work going on (load {record['load']:.1f})" if record["load"] > QUIET else ""
    words = f"""Planned: {planned:g} minutes for all screens, {short:g} for the short path. Measured: the last column,
        walking through all of them without a pause, what is trained being kept already, on {record["cores"]} cores
        {busy}; the first panel waits for the start as well."""
    trained = f" Trained by the first talk, in seconds of processor: {'; '.join(made)}." if made else ""
    return " ".join((words + trained).split()).replace(" ;", ";")


def slips(chapter):
    """Yield a line for each usual wrong answer, by screen, with what to say; those of recall questions below these."""
    for place, screen in enumerate(chapter.screens, 1):
        for wrong, answer in screen.slips:
            yield f"- Screen {place}: {wrong} {answer}"
        for key in screen.recall:
            yield f"- Screen {place}, if you ask: {QUESTIONS[key].text}"
            for wrong, answer in recalled((key,)):
                yield f"  - {wrong.split('” (')[0]}” {answer}"


def page_of(number):
    """Return the page of a chapter."""
    return PAGES / f"{FOLDERS[number - 1]}.md"


def with_table(page, number, record):
    """Return a page with its table between the marks."""
    before, rest = page.split(MARKS[0])
    return f"{before}{MARKS[0]}\n{table(number, record)}\n{MARKS[1]}{rest.split(MARKS[1])[1]}"


def write(number, record):
    """Put what is kept of a chapter's walk, None for nothing, into its page."""
    page = page_of(number)
    page.write_text(with_table(page.read_text(encoding="utf-8"), number, record), encoding="utf-8")


def main(arguments=None):
    """Walk, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--chapters", type=int, nargs="+", choices=range(1, 6), default=[1, 2, 3, 4, 5])
    parser.add_argument("--tables", action="store_true", help="write the tables as they are kept, without a walk")
    parser.add_argument("--write", action="store_true", help="keep the seconds and put them into docs/teaching/")
    options = parser.parse_args(arguments)
    records = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for number in options.chapters if options.tables else ():
        write(number, records.get(str(number)))
    for number in () if options.tables else options.chapters:
        record = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "prepared": prepare(number)}
        records[str(number)] = record | {"screens": asyncio.run(walk(number))}
        print(number, json.dumps(records[str(number)]), flush=True)
        if options.write:
            RECORD.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
            write(number, records[str(number)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
