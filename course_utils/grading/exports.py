"""The same points in the forms that others take: a wide table, Canvas, Moodle."""

from course_utils.grading.results import Graded
from course_utils.grading.store import Store, as_csv


def write(store: Store, graded: list[Graded]):
    """Write grades-wide.csv, grades-canvas.csv and grades-moodle.csv."""
    for name, rows in (("wide", wide(graded)), ("canvas", canvas(graded)), ("moodle", moodle(graded))):
        store.write(store.folder / f"grades-{name}.csv", as_csv(rows))


def wide(graded: list[Graded]) -> list[list]:
    """A row a learner: the total, each chapter after lateness, each exercise."""
    chapters, ids = maxima(graded), exercises(graded)
    rows = [["learner", "points", "maximum", *(f"chapter {chapter}" for chapter in chapters), *ids]]
    for one in graded:
        points = {result.exercise: f"{result.points:g}" for result in one.results if is_graded([result])}
        rows.append(
            [
                one.learner,
                f"{one.points:g}",
                f"{one.maximum:g}",
                *totals(one, chapters),
                *(points.get(id, "") for id in ids),
            ]
        )
    return rows


def canvas(graded: list[Graded]) -> list[list]:
    """Canvas's gradebook import: an assignment a chapter; it finds a learner by the login, the name of the folder."""
    chapters = maxima(graded)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows = [[*head, *(f"Chapter {chapter}" for chapter in chapters)], ["    Points Possible", "", "", "", ""]]
    rows[1] += [f"{maximum:g}" for maximum in chapters.values()]
    return rows + [[one.learner, "", "", one.learner, "", *totals(one, chapters)] for one in graded]


def moodle(graded: list[Graded]) -> list[list]:
    """Moodle's grade import: a grade item a chapter; it maps `Username`, the name of the folder."""
    chapters = maxima(graded)
    rows = [["Username", *(f"Chapter {chapter}" for chapter in chapters)]]
    return rows + [[one.learner, *totals(one, chapters)] for one in graded]


def totals(one: Graded, chapters: dict[str, float]) -> list[str]:
    """Points of each chapter; nothing where a chapter was not handed in or waits for the machine."""
    by_chapter = one.by_chapter()
    return [f"{one.points_of(chapter):g}" if is_graded(by_chapter.get(chapter)) else "" for chapter in chapters]


def is_graded(results) -> bool:
    """Whether the points of a chapter, or of one of its exercises, stand for somebody's work."""
    return bool(results) and not {result.status for result in results} & {"not handed in", "not graded"}


def maxima(graded: list[Graded]) -> dict[str, float]:
    """{chapter: what it is worth}, over all learners."""
    found = {}
    for one in graded:
        for chapter, results in one.by_chapter().items():
            found[chapter] = sum(result.maximum for result in results)
    return dict(sorted(found.items(), key=lambda pair: int(pair[0])))


def exercises(graded: list[Graded]) -> list[str]:
    """The exercises of all learners, in order."""
    ids = {result.exercise for one in graded for result in one.results}
    return sorted(ids, key=lambda id: tuple(map(int, id.split("."))))
