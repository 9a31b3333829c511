"""The two pictures of the class overview."""

import base64
import io
from fractions import Fraction
from statistics import median

import matplotlib

from course_utils.checks import EXERCISES
from course_utils.figures import new_figure
from course_utils.grading.results import Graded

GROUPS = {
    "passed": ("passed", "read"),
    "partly": ("partly",),
    "failed": ("failed", "crashed", "timed out"),
    "to be read": ("to be read",),
    "nothing there": ("not attempted", "exercise missing", "notebook unreadable"),
}


def share_solved(graded: list[Graded]) -> tuple[str, str]:
    """Per exercise, the share in each group of those who handed its chapter in, as a PNG in base64 and in words."""
    states: dict[str, list[str]] = {}
    for one in graded:
        for result in one.results:
            states.setdefault(result.exercise, [])
            if result.status not in ("not handed in", "not graded"):
                states[result.exercise].append(result.status)
    ids = sorted(states, key=lambda id: tuple(map(int, id.split("."))))
    figure, axes = new_figure(height=0.9 + 0.3 * len(ids))
    colours = matplotlib.colormaps["cividis"]
    left = [0.0] * len(ids)
    for number, (name, members) in enumerate(GROUPS.items()):
        shares = [100 * sum(state in members for state in states[id]) / max(len(states[id]), 1) for id in ids]
        colour = colours(1 - number / (len(GROUPS) - 1))
        axes.barh(ids, shares, left=left, label=name, color=colour, edgecolor="white", linewidth=0.6)
        left = [start + share for start, share in zip(left, shares, strict=True)]
    axes.set_ylim(len(ids) - 0.4, -0.6)
    axes.set(xlabel="share of those who handed in (%)", ylabel="exercise", xlim=(0, 100), title=hardest(states))
    figure.legend(loc="outside lower center", ncols=len(GROUPS))
    solved = {id: sum(state in GROUPS["passed"] for state in states[id]) for id in ids}
    words = ", ".join(f"{id}: {count} of {len(states[id])}" for id, count in solved.items())
    return png(figure), f"Learners who solved each exercise. {words}."


def hardest(states: dict[str, list[str]]) -> str:
    """The finding: what the smallest share of those who handed in has passed, prose aside; all of them, where tied."""
    shares = {
        id: Fraction(sum(state == "passed" for state in found), len(found))
        for id, found in states.items()
        if found and not EXERCISES[id].by_hand
    }
    if len(set(shares.values())) < 2:
        return "Who solved what"
    least = [id for id, share in shares.items() if share == min(shares.values())]
    count = f"{min(shares.values()) * len(states[least[0]])} of {len(states[least[0]])}"
    if len(least) > 3:
        return f"{len(least)} exercises were solved by fewest: {float(min(shares.values())):.0%} of those who handed in"
    return f"Exercise{'s' * (len(least) > 1)} {', '.join(least)} solved by fewest: {count}"


def totals(graded: list[Graded]) -> tuple[str, str]:
    """How the points of the class are spread."""
    points = sorted(one.points for one in graded)
    maximum = max((one.maximum for one in graded), default=1)
    figure, axes = new_figure(height=2.2)
    axes.hist(points, bins=20, range=(0, maximum), color=matplotlib.colormaps["cividis"](0.25))
    middle = median(points) if points else 0
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
