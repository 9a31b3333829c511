"""The two pictures of the class overview."""

import base64
import io

import matplotlib

from course_utils.checks import EXERCISES
from course_utils.figures import new_figure
from course_utils.grading.grader import Graded

GROUPS = {
    "passed": ("passed", "read"),
    "partly": ("partly",),
    "failed": ("failed", "crashed", "timed out"),
    "to be read": ("to be read",),
    "nothing there": ("not attempted", "exercise missing", "notebook unreadable"),
}


def share_solved(graded: list[Graded]) -> tuple[str, str]:
    """Per exercise, the share of learners in each group, as a PNG in base64 and in words."""
    ids = [result.exercise for result in graded[0].results] if graded else []
    states = [[result.status for result in one.results] for one in graded]
    figure, axes = new_figure(height=0.9 + 0.3 * len(ids))
    colours = matplotlib.colormaps["cividis"]
    left = [0.0] * len(ids)
    for number, (name, members) in enumerate(GROUPS.items()):
        shares = [100 * sum(row[i] in members for row in states) / len(states) for i in range(len(ids))]
        colour = colours(1 - number / (len(GROUPS) - 1))
        axes.barh(ids, shares, left=left, label=name, color=colour, edgecolor="white", linewidth=0.6)
        left = [start + share for start, share in zip(left, shares, strict=True)]
    axes.invert_yaxis()
    axes.set(xlabel="share of learners (%)", ylabel="exercise", xlim=(0, 100), title=hardest(ids, states))
    figure.legend(loc="outside lower center", ncols=len(GROUPS))
    solved = [sum(row[i] in GROUPS["passed"] for row in states) for i in range(len(ids))]
    words = ", ".join(f"{id}: {count} of {len(states)}" for id, count in zip(ids, solved, strict=True))
    return png(figure), f"Learners who solved each exercise. {words}."


def hardest(ids: list[str], states: list[list[str]]) -> str:
    """The finding: which exercise the fewest have passed, prose aside."""
    passed = {id: sum(row[i] == "passed" for row in states) for i, id in enumerate(ids) if not EXERCISES[id].by_hand}
    if not passed or len(set(passed.values())) == 1:
        return "Who solved what"
    id = min(passed, key=passed.get)
    return f"Exercise {id} was solved by fewest: {passed[id]} of {len(states)}"


def totals(graded: list[Graded]) -> tuple[str, str]:
    """How the points of the class are spread."""
    points = sorted(one.points for one in graded)
    maximum = sum(result.maximum for result in graded[0].results) if graded else 1
    figure, axes = new_figure(height=2.2)
    axes.hist(points, bins=20, range=(0, maximum), color=matplotlib.colormaps["cividis"](0.25))
    middle = points[len(points) // 2] if points else 0
    axes.set(
        xlabel=f"points of {maximum:g}", ylabel="learners", title=f"Half of the class has {middle:g} points or more"
    )
    axes.yaxis.get_major_locator().set_params(integer=True)
    return png(figure), f"Points of the class: lowest {points[:1]}, middle {middle:g}, highest {points[-1:]}."


def png(figure) -> str:
    """A figure as base64."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
