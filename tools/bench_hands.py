"""How long from a pointer's move to a changed picture, in JupyterLab in a browser, measured inside the page.

For every hand of the course: the planes, the start of an equation, the lattice, the digit, the values under the
pointer, the playground. The clock starts with the time stamp of the pointer's event. It stops in the animation frame
that shows what has changed: the first after the new picture is decoded, or the one in which a canvas is drawn. Between
two moves there is a pause, so that each is measured on its own.
"""

import math
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.files import COURSE

PYTHON_MS, BROWSER_MS = 54, 25
MOVES, WARM_UP, PAUSE_MS = 66, 6, 130
LONGEST_WAIT_MS = 4000
PICTURE, TIP = "img.jupyter-widget-image, img.widget-image", ".course-reads"
WIRES, PAD, ODDS, HANDLE = ".pg-wires", ".pad canvas:last-of-type", ".odds", ".course-plane-handle"


@dataclass(frozen=True)
class Hand:
    """What a pointer does in one panel, and what is to change by it.

    It goes round the middle of `over`, `reach` pixels away, pressed down where it `drags`; `shows` is what changes.
    """

    name: str
    code: str
    over: str
    shows: str
    budget: float
    drags: bool = True
    reach: tuple[float, float] = (60, 40)


TABLE, PLAY = 'ensembles.PANELS["operating_table"]()', "playground.playground()"
HANDS = [
    Hand("the stability plane's point", "ode_view.stability_plane()", HANDLE, PICTURE, PYTHON_MS),
    Hand("the correction's arrow", "residual_mathematics.correction_arrows()", HANDLE, PICTURE, PYTHON_MS),
    Hand("the start of an equation", "ode_view.flow_and_steps()", HANDLE, PICTURE, PYTHON_MS),
    Hand("a path of the lattice", "ensembles.path_lattice()", HANDLE, PICTURE, PYTHON_MS, False, (70, 45)),
    Hand("a digit, its answer", TABLE, ".pad", ODDS, PYTHON_MS, True, (50, 60)),
    Hand("a digit, its ink", TABLE, ".pad", PAD, BROWSER_MS, True, (50, 60)),
    Hand("values under the pointer", "ensembles.path_lengths()", PICTURE, TIP, BROWSER_MS, False, (200, 60)),
    Hand("the playground's wires", PLAY, WIRES, WIRES, BROWSER_MS, False, (200, 30)),
]

WATCH = """([cell, shows]) => {
    const root = document.querySelector(`[data-course-cell="${cell}"]`);
    const state = window.courseHand = {began: null, times: [], moves: 0, inFrame: false};
    const raf = window.requestAnimationFrame, clear = CanvasRenderingContext2D.prototype.clearRect;
    const stop = () => {
        const began = state.began;
        state.began = null;
        if (began !== null) state.times.push(performance.now() - began);
    };
    const moved = event => {
        state.moves += event.getCoalescedEvents().length || 1;
        state.began = event.timeStamp;
    };
    document.addEventListener('pointermove', moved, true);
    window.requestAnimationFrame = callback => raf(time => {
        state.inFrame = true;
        try { callback(time); } finally { state.inFrame = false; }
    });
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (this.canvas.matches(shows)) state.inFrame ? queueMicrotask(stop) : raf(stop);
        return clear.apply(this, box);
    };
    const changed = async node => {
        if (state.began === null) return;
        try { await node.decode?.(); } catch { return; }
        raf(stop);
    };
    const of = record => {
        const node = record.target.nodeType === 1 ? record.target : record.target.parentElement;
        return node?.closest(shows);
    };
    const observer = new MutationObserver(records => {
        const node = records.map(of).find(node => node && (root.contains(node) || node.matches('.course-reads')));
        if (node) changed(node);
    });
    const what = {subtree: true, childList: true, attributes: true, attributeFilter: ['src', 'style']};
    observer.observe(document.body, what);
    state.end = () => {
        observer.disconnect();
        document.removeEventListener('pointermove', moved, true);
        window.requestAnimationFrame = raf;
        CanvasRenderingContext2D.prototype.clearRect = clear;
    };
}"""


@dataclass(frozen=True)
class Reach:
    """Milliseconds from the pointer's move to the changed picture, and how many moves had an answer."""

    hand: Hand
    p50: float
    p95: float
    moves: int
    answered: int


@contextmanager
def page() -> Iterator:
    """A page with a panel for every hand, each in a cell of its own, in JupyterLab in a browser."""
    from tests.browser.lab import Lab, Server
    from tests.browser.lessons import write

    chapters = "ensembles, ode_view, playground, residual_mathematics"
    where = f"import sys\nsys.path.insert(0, {str(COURSE)!r})\nimport os\nfrom course_utils.panels import {chapters}\n"
    cells = {"imports": f"{where}print(os.getpid())"} | {cell: code for code, cell in cell_of().items()}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "hands.ipynb", cells)
        with Server(folder) as server, Lab(server, (1280, 900)) as lab:
            lab.open_notebook("hands.ipynb").hide_furniture()
            lab.run_cells(cells)
            lab.page.wait_for_timeout(1500)
            yield lab


def cell_of() -> dict[str, str]:
    """The cells' names by their code: two hands may share a panel."""
    return {code: f"hand-{place}" for place, code in enumerate(dict.fromkeys(hand.code for hand in HANDS))}


def reach(lab, hand: Hand, moves: int = MOVES) -> Reach:
    """Move the pointer so many times, and wait each time for what is to change."""
    times = []
    with pointer(lab, hand) as place:
        lab.page.evaluate(WATCH, [cell_of()[hand.code], hand.shows])
        for number in range(moves):
            before = lab.page.evaluate("() => courseHand.times.length")
            lab.page.mouse.move(*place(number))
            times.append(_answer(lab.page, before))
        lab.page.evaluate("() => courseHand.end()")
    kept = times[min(WARM_UP, moves // 3) :]
    found = sorted(one for one in kept if one is not None)
    if len(found) < len(kept) / 2:
        raise RuntimeError(f"{hand.name}: only {len(found)} of {len(kept)} moves changed the picture.")
    return Reach(hand, quantile(found, 0.5), quantile(found, 0.95), len(kept), len(found))


def quantile(ordered: list[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[round(share * (len(ordered) - 1))]


@contextmanager
def pointer(lab, hand: Hand) -> Iterator[Callable[[int], tuple[float, float]]]:
    """Put the pointer where the hand begins, pressed where it drags; yields where it goes next, and lets it go."""
    target = lab.cell(cell_of()[hand.code]).locator(hand.over).first
    target.evaluate("node => node.scrollIntoView({block: 'center'})")
    lab.page.wait_for_timeout(400)
    box, mouse = target.bounding_box(), lab.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    lab.page.wait_for_timeout(100)
    if hand.drags:
        mouse.down()

    def place(number: int) -> tuple[float, float]:
        angle = 2.4 * number
        return x + hand.reach[0] * math.sin(angle), y + hand.reach[1] * math.cos(1.7 * angle)

    yield place
    if hand.drags:
        mouse.move(x, y)
        mouse.up()
    mouse.move(5, 5)


def _answer(page, before: int) -> float | None:
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_function("count => courseHand.times.length > count", arg=before, timeout=LONGEST_WAIT_MS)
    except TooLate:
        page.evaluate("() => { courseHand.began = null; }")
        return None
    page.wait_for_timeout(PAUSE_MS)
    return page.evaluate("() => courseHand.times.at(-1)")
