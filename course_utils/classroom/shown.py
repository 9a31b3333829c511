"""What the windows show of a talk, as plain data: the wall, and beside it what is for who speaks alone."""

from __future__ import annotations

from typing import Any

from course_utils.classroom.talk import Talk
from course_utils.panels.recall import QUESTIONS


def wall(talk: Talk) -> dict[str, Any]:
    """What stands on the wall."""
    screen, place = talk.screen, talk.place
    now = talk.clock()
    return {
        "version": talk.version,
        "chapter": talk.lesson.number,
        "lesson": talk.lesson.title,
        "place": place,
        "count": len(talk.screens),
        "kind": screen.kind,
        "title": screen.title,
        "lines": screen.lines,
        "vote": _vote(talk),
        "panel": _panel(talk),
        "frozen": talk.frozen.get(place),
        "code": talk.lesson.code(screen.cell) if talk.code and screen.cell else "",
        "noCode": talk.code and not screen.cell,
        "blank": talk.blank,
        "help": talk.help,
        "dark": talk.dark,
        "countdown": None if talk.countdown is None else max(0.0, talk.countdown - now),
    }


def _vote(talk: Talk) -> dict[str, Any] | None:
    """The prediction on the wall; how the class voted stays hidden until it is revealed."""
    if talk.screen.kind != "vote":
        return None
    asked, revealed = talk.lesson.predictions[talk.screen.predict], talk.place in talk.revealed
    counts = talk.votes[asked.key].counts
    return {
        "key": asked.key,
        "question": asked.question,
        "options": asked.options,
        "total": sum(counts),
        "revealed": revealed,
        "counts": counts if revealed else None,
        "right": asked.options.index(talk.screen.right) if revealed else None,
        "outcome": asked.outcome if revealed else "",
    }


def _panel(talk: Talk) -> dict[str, Any] | None:
    if talk.screen.kind != "picture":
        return None
    drawn, screen = talk.drawn[talk.place], talk.screen
    return {
        "cell": screen.cell,
        "picture": drawn.picture,
        "text": drawn.text,
        "wrong": drawn.wrong,
        "live": drawn.live,
        "figure": not screen.live,
        "wait": waiting(talk) if screen.live and not drawn.live else "",
        "photographs": talk.lesson.photographs(screen.cell),
        "controls": drawn.controls,
        "values": drawn.values,
        "enabled": drawn.enabled,
    }


def waiting(talk: Talk) -> str:
    """Why a panel is not live yet, as a sentence."""
    if not (missing := talk.missing(talk.place)):
        return "The controls come in a moment."
    preparation = talk.chapter.preparations[missing[0]]
    since = talk.begun.get(missing[0])
    spent = "" if since is None else f", {talk.clock() - since:.0f} s so far"
    return (
        f"{preparation.words}, about {preparation.seconds} s the first time{spent}. Until then: the lesson's picture."
    )


def teacher(talk: Talk) -> dict[str, Any]:
    """What is for who speaks: the question, usual wrong answers, what comes next, the minutes."""
    screen, place = talk.screen, talk.place
    planned = sum(each.minutes for each in talk.screens[:place])
    used = 0.0 if talk.began is None else (talk.clock() - talk.began) / 60
    following = talk.screens[place + 1] if place + 1 < len(talk.screens) else None
    return {
        "ask": screen.ask,
        "slips": [*screen.slips, *recalled(screen.recall)],
        "right": screen.right,
        "outcome": talk.lesson.predictions[screen.predict].outcome if screen.kind == "vote" else "",
        "counts": talk.votes[screen.predict].counts if screen.kind == "vote" else None,
        "hands": talk.votes[screen.predict].hands if screen.kind == "vote" else None,
        "next": following and {"title": following.title, "ask": following.ask, "minutes": following.minutes},
        "minutes": screen.minutes,
        "used": used,
        "running": talk.began is not None,
        "planned": planned,
        "all": talk.minutes,
        "screens": [{"title": each.title, "minutes": each.minutes, "short": each.short} for each in talk.screens],
    }


def recalled(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """The wrong options of recall questions with the sentences that they get; usual slips of the other kinds."""
    found = []
    for question in map(QUESTIONS.__getitem__, keys):
        wrong = getattr(question, "wrong", None) or getattr(question, "slips", None) or {}
        found += [(f"“{option}” ({question.text})", sentence) for option, sentence in wrong.items()]
    return found
