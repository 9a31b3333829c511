"""How long from a pointer's move to a changed picture, in JupyterLab in a browser, measured inside the page.

For every hand of the course: the planes, the start of an equation, the lattice, the digit, the values under the
pointer, the playground. The clock starts with the time stamp of the pointer's event. It stops in the animation frame
that shows what has changed: the first after the new picture is decoded, or the one in which a canvas is drawn. Between
two moves there is a pause, so that each is measured on its own.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tools import bench_page
from tools.bench_page import Page

PYTHON_MS, BROWSER_MS = 54, 25
MOVES, WARM_UP, PAUSE_MS = 66, 6, 130
LONGEST_WAIT_MS = 2000
PICTURE, TIP = "img.jupyter-widget-image, img.widget-image", ".course-reads"
SKETCH = ".course-sketch"
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
    Hand("the stability plane's point", "ode_view.stability_plane()", HANDLE, SKETCH, PYTHON_MS),
    Hand("the correction's arrow", "residual_mathematics.correction_arrows()", HANDLE, SKETCH, PYTHON_MS),
    Hand("the start of an equation", "ode_view.flow_and_steps()", HANDLE, SKETCH, PYTHON_MS),
    Hand("a path of the lattice", "ensembles.path_lattice()", HANDLE, SKETCH, PYTHON_MS, False, (70, 45)),
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

ANSWERED = """(before, longest) => new Promise(resolve => {
    const end = performance.now() + longest;
    const look = () => {
        const answered = courseHand.times.length > before;
        if (answered || performance.now() > end) {
            if (!answered) courseHand.began = null;
            resolve(answered || null);
        } else setTimeout(look, 4);
    };
    look();
})"""
OVER = 'document.querySelector(`[data-course-cell="${cell}"]`).querySelector(over)'
SCROLL = f"(cell, over) => {OVER}.scrollIntoView({{block: 'center'}})"
BOX = f"""(cell, over) => {{
    const {{x, y, width, height}} = {OVER}.getBoundingClientRect();
    return [x, y, width, height];
}}"""


@dataclass(frozen=True)
class Reach:
    """Milliseconds from the pointer's move to the changed picture, and how many moves had an answer."""

    hand: Hand
    p50: float
    p95: float
    moves: int
    answered: int


def page() -> AbstractContextManager:
    """A page with a panel for every hand, each in a cell of its own; with it the kernel's process and the browser's."""
    imports = "from course_utils.panels import ensembles, ode_view, playground, residual_mathematics"
    return bench_page.page({"imports": imports} | {cell: code for code, cell in cell_of().items()})


def cell_of() -> dict[str, str]:
    """The cells' names by their code: two hands may share a panel."""
    return {code: f"hand-{place}" for place, code in enumerate(dict.fromkeys(hand.code for hand in HANDS))}


def reach(page: Page, hand: Hand, moves: int = MOVES) -> Reach:
    """Move the pointer so many times, and wait each time for what is to change."""
    times = []
    with pointer(page, hand) as place:
        page.evaluate(WATCH, [cell_of()[hand.code], hand.shows])
        for number in range(moves):
            before = page.evaluate("() => courseHand.times.length")
            page.move(*place(number))
            times.append(_answer(page, before))
        page.evaluate("() => courseHand.end()")
    kept = times[min(WARM_UP, moves // 3) :]
    found = sorted(one for one in kept if one is not None)
    if len(found) < len(kept) / 2:
        raise RuntimeError(f"{hand.name}: only {len(found)} of {len(kept)} moves changed the picture.")
    return Reach(hand, quantile(found, 0.5), quantile(found, 0.95), len(kept), len(found))


def quantile(ordered: list[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[round(share * (len(ordered) - 1))]


@contextmanager
def pointer(page: Page, hand: Hand) -> Iterator[Callable[[int], tuple[float, float]]]:
    """Put the pointer where the hand begins, pressed where it drags; yields where it goes next, and lets it go."""
    page.evaluate(SCROLL, cell_of()[hand.code], hand.over)
    page.wait(400)
    left, top, width, height = page.evaluate(BOX, cell_of()[hand.code], hand.over)
    x, y = left + width / 2, top + height / 2
    page.move(x, y)
    page.wait(100)
    if hand.drags:
        page.press(x, y)

    def place(number: int) -> tuple[float, float]:
        angle = 2.4 * number
        return x + hand.reach[0] * math.sin(angle), y + hand.reach[1] * math.cos(1.7 * angle)

    yield place
    if hand.drags:
        page.move(x, y)
        page.lift(x, y)
    page.move(5, 5)


def _answer(page: Page, before: int) -> float | None:
    if page.evaluate(ANSWERED, before, LONGEST_WAIT_MS) is None:
        return None
    page.wait(PAUSE_MS)
    return page.evaluate("() => courseHand.times.at(-1)")
