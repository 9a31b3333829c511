"""How long from a key press to a changed picture, in JupyterLab in a browser, measured inside the page.

The clock starts with the time stamp of the `keydown` event and stops in the animation frame after the new picture is
decoded. A panel with a live widget has no picture: there the clock stops when its readout has changed. Between two
presses there is a pause, so that each is measured on its own. The reference panel and the plain `interact` take turns,
so that both meet the same machine.
"""

import importlib
import pkgutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import nbformat

import course_utils.panels
from course_utils.panels.controls import Control, Slider
from course_utils.panels.panel import Panel
from tools.files import COURSE

ROUNDS, PRESSES = 3, 22  # rounds of key presses, the first few of each being warm-up
WARM_UP = 2
PAUSE_MS = 130
LONGEST_WAIT_MS = 4000
RIVALS = ["reference", "interact"]
HELD_KEYS = 60  # at 30 a second, as a keyboard repeats them
LIVE_BUTTON = "[role=toolbar] button"
QUICK_SECONDS = 0.020  # the budget holds for panels that compute in less

WATCH = """cell => {
    const root = document.querySelector(`[data-course-cell="${cell}"]`);
    const state = window.courseLatency = {pressed: null, times: [], shown: null, stamp: 0};
    const picture = () => root.querySelector('.jp-OutputArea img');
    const seen = () => picture()?.src ?? [...root.querySelectorAll('[role=status]')].at(-1)?.textContent;
    const ours = event => event.key.startsWith('Arrow') || event.key === 'Enter';
    state.shown = seen();
    state.keys = event => { if (ours(event)) state.pressed = state.stamp = event.timeStamp; };
    document.addEventListener('keydown', state.keys, true);
    state.observer = new MutationObserver(async () => {
        if (!seen() || seen() === state.shown || state.pressed === null) return;
        const began = state.pressed;
        state.shown = seen();
        try { await picture()?.decode(); } catch { return; }
        requestAnimationFrame(() => { state.times.push(performance.now() - began); state.last = performance.now(); });
    });
    state.observer.observe(root, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
}"""
UNWATCH = """() => {
    document.removeEventListener('keydown', window.courseLatency.keys, true);
    window.courseLatency.observer.disconnect();
}"""


@dataclass(frozen=True)
class Latency:
    """Milliseconds from key press to changed picture."""

    name: str
    p50: float
    p95: float
    presses: int
    unchanged: int  # presses after which the picture stayed as it was
    compute: float  # milliseconds of it spent in `compute`
    settles: float | None  # from the last press of a held key to the last picture


def panels(package: ModuleType = course_utils.panels) -> dict[str, Callable[[], Panel]]:
    """Every panel of the course: each chapter's package names them in `PANELS`, ready to be called.

    Raises `LookupError` where there are none, because then nothing would be measured and all would look well.
    """
    packages = (module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)
    chapters = [name for name in packages if name != "recall"]  # questions, which have no picture
    every = {}
    for chapter in chapters:
        named = getattr(importlib.import_module(f"{package.__name__}.{chapter}"), "PANELS", {})
        if not named:
            raise LookupError(f"{package.__name__}.{chapter} names no panels: it needs a dictionary PANELS.")
        every |= named
    if not every:
        raise LookupError(f"{package.__name__} holds no panels of any chapter.")
    return every


def compute_seconds(panel: Panel, times: int = 9) -> float:
    """The median time of `compute` over the range of one control: no value comes twice, so no cache answers."""
    taken, moved = [], moved_control(panel)
    for value in moved.samples(times):
        begin = time.perf_counter()
        panel.compute(**panel.parameters | {moved.name: value})
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def moved_control(panel: Panel) -> Control:
    """The first slider, whose handle the keys will move; in a panel without one, the last control."""
    sliders = [c for c in panel.controls.values() if getattr(c, "numeric", type(c) is Slider)]
    return [*sliders, *reversed(panel.controls.values())][0]


def measure(say: Callable[[str], None] = print) -> list[Latency]:
    """The reference panel, the plain `interact`, then every panel of the course that is not long work.

    Raises `LookupError` where the course has no panels.
    """
    from tests.browser.lab import Lab, Server

    work = {"reference": 18.0, "interact": 18.0}
    cells = {
        "imports": f"import sys\nsys.path.insert(0, {str(COURSE)!r})\nfrom tools.bench_reference import *",
        "reference": "reference()",
        "interact": "plain_interact()",
    }
    for name, factory in panels().items():
        panel = factory()
        if not panel.long:
            identity = name.replace("_", "-")
            cells[identity] = f"from tools.bench_panels import panels\npanels()[{name!r}]()"
            work[identity] = 1000 * compute_seconds(panel)
    with tempfile.TemporaryDirectory() as folder:
        _write(cells, Path(folder) / "bench.ipynb")
        with Server(folder) as server, Lab(server, (1280, 720)) as lab:
            lab.open_notebook("bench.ipynb")
            lab.run_cells(["imports"])
            lab.run_cells(RIVALS)
            say(f"Pressing keys on {' and '.join(RIVALS)}, in turn ...")
            rounds = [(name, _presses(lab, name)) for _ in range(ROUNDS) for name in RIVALS]
            for name in list(cells)[3:]:
                say(f"Pressing keys on {name} ...")
                lab.run_cells([name])
                rounds += [(name, _presses(lab, name)) for _ in range(ROUNDS)]
            held = {name: _hold(lab, name) for name in RIVALS}
    return [
        _latency(name, [presses for panel, presses in rounds if panel == name], work[name], held.get(name))
        for name in work
    ]


def _write(cells: dict[str, str], path: Path) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for name, source in cells.items():
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=name))
    nbformat.write(notebook, path)


def _presses(lab, cell: str) -> list[float | None]:
    """Milliseconds of each press; None where the picture stayed as it was."""
    handle = _focus(lab, cell)
    lab.page.evaluate(WATCH, cell)
    presses, direction = [], "ArrowRight"
    for _ in range(PRESSES):
        direction = _turn(handle, direction)
        presses.append(_press(lab.page, direction))
    lab.page.evaluate(UNWATCH)
    return presses[WARM_UP:]


def _latency(name: str, rounds: list[list[float | None]], compute: float, settles: float | None) -> Latency:
    every = [milliseconds for presses in rounds for milliseconds in presses]
    times = sorted(milliseconds for milliseconds in every if milliseconds is not None)
    if len(times) < len(every) / 2:
        raise RuntimeError(f"{name}: only {len(times)} of {len(every)} key presses changed the picture.")
    middle, high = (times[round(share * (len(times) - 1))] for share in (0.5, 0.95))
    return Latency(name, middle, high, len(times), len(every) - len(times), compute, settles)


def _focus(lab, cell: str):
    sliders = lab.cell(cell).get_by_role("slider")
    handle = sliders.first if sliders.count() else lab.cell(cell).locator(LIVE_BUTTON).first
    handle.scroll_into_view_if_needed()
    handle.focus()
    lab.page.wait_for_timeout(500)
    return handle


def _turn(handle, direction: str) -> str:
    """The key to press: the way that the slider can still go, Enter on a button."""
    if handle.get_attribute("role") != "slider":
        return "Enter"
    now, low, high = (float(handle.get_attribute(f"aria-value{name}")) for name in ("now", "min", "max"))
    return "ArrowRight" if now <= low else "ArrowLeft" if now >= high else direction


def _press(page, key: str) -> float | None:
    from playwright.sync_api import TimeoutError as TooLate

    count = page.evaluate("() => courseLatency.times.length")
    page.keyboard.press(key)
    try:
        page.wait_for_function("count => courseLatency.times.length > count", arg=count, timeout=LONGEST_WAIT_MS)
    except TooLate:
        page.evaluate("() => { courseLatency.pressed = null; }")
        return None
    page.wait_for_timeout(PAUSE_MS)
    return page.evaluate("() => courseLatency.times.at(-1)")


def _hold(lab, cell: str) -> float:
    """Milliseconds from the last event of a held key to the last new picture: a backlog would show here."""
    _focus(lab, cell)
    lab.page.evaluate(WATCH, cell)
    for _ in range(HELD_KEYS):
        lab.page.keyboard.down("ArrowRight")
        lab.page.wait_for_timeout(1000 / 30)
    lab.page.keyboard.up("ArrowRight")
    lab.page.wait_for_timeout(5000)
    settles = lab.page.evaluate("() => courseLatency.last - courseLatency.stamp")
    lab.page.evaluate(UNWATCH)
    return settles
