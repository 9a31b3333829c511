"""Play with the course's panels for minutes: pictures a second while one trains, and whether memory grows.

    python -m tools.bench_play --minutes 10

The hands of `tools.bench_hands` take turns on one page; between them a network trains in the playground, sliders are
pressed, and everything that has a Play button is played. Memory is that of the kernel's process, of what the page's
JavaScript holds after a collection, and of the process that draws the page.
"""

import argparse
import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

from tools.bench_hands import HANDS, PAUSE_MS, WATCH, cell_of, page, pointer, quantile
from tools.bench_page import Page

MEGABYTE = 1 << 20
MOVES_A_TURN, MS_A_MOVE, TRAINING_SECONDS = 40, 40, 4
PLAYGROUND = next(hand for hand in HANDS if "playground" in hand.name)

PICTURES = """() => {
    const loss = document.querySelector('.pg-views figure:last-child figcaption');
    const state = window.courseTraining = {pictures: new Map()};
    const seen = () => { if (/step/.test(loss.innerText)) state.pictures.set(loss.innerText, performance.now()); };
    state.observer = new MutationObserver(() => requestAnimationFrame(seen));
    state.observer.observe(loss, {childList: true, subtree: true, characterData: true});
}"""
RATE = """() => {
    window.courseTraining.observer.disconnect();
    const times = [...window.courseTraining.pictures.values()];
    return [times.length, (times.at(-1) - times[0]) / 1000];
}"""

PRESS = """name => [...document.querySelectorAll('.pg-row button')]
    .find(node => node.textContent.includes(name)).click()"""


@dataclass(frozen=True)
class Training:
    """Pictures a second while the playground trains, and what became of the pointer's events meanwhile."""

    rate: float
    sent: int
    received: int
    p95: float


@dataclass(frozen=True)
class Memory:
    """Megabytes after so many minutes of play: the kernel, the page's JavaScript, the process that draws the page.

    `renderer` is that process's own memory. `shared` is the browser's: its program, and pictures that it has unpacked
    and keeps, up to a bound of its own, until memory is short (Chromium's discardable memory).
    """

    minutes: float
    kernel: float
    heap: float
    renderer: float
    shared: float


def training(page: Page, seconds: float = TRAINING_SECONDS) -> Training:
    """Train in the playground, the pointer moving over its wires meanwhile."""
    sent = 0
    page.evaluate(PRESS, "Rewind")
    page.wait(1000)
    with pointer(page, PLAYGROUND) as place:
        page.evaluate(PRESS, "Run")
        page.evaluate(PICTURES)
        page.evaluate(WATCH, [cell_of()[PLAYGROUND.code], PLAYGROUND.shows])
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page.move(*place(sent))
            sent += 1
            page.wait(MS_A_MOVE)
        page.wait(PAUSE_MS)
        pictures, taken = page.evaluate(RATE)
        received, times = page.evaluate("() => [courseHand.moves, courseHand.times]")
        page.evaluate("() => courseHand.end()")
    page.evaluate(PRESS, "Rewind")
    return Training((pictures - 1) / taken, sent, received, quantile(sorted(times), 0.95))


def memory(
    page: Page,
    kernel: psutil.Process,
    browser: psutil.Process,
    minutes: float,
    marks: tuple[float, ...] = (1, 2, 5, 10),
    say: Callable = print,
) -> Iterator[Memory]:
    """Play for so many minutes; what is held at the beginning, at the marks and at the end."""
    begin = time.monotonic()
    due = [0.0, *(mark for mark in marks if mark < minutes), minutes]
    while due:
        gone = (time.monotonic() - begin) / 60
        if gone >= due[0]:
            due = [mark for mark in due if mark > gone]
            found = held(page, kernel, browser, gone)
            say(found)
            yield found
        if due:
            _turn(page)


def _turn(page: Page) -> None:
    """Every hand once, some seconds each; then training and whatever plays."""
    for hand in HANDS:
        with pointer(page, hand) as place:
            for number in range(MOVES_A_TURN):
                page.move(*place(number))
                page.wait(MS_A_MOVE)
    training(page, 2)
    page.evaluate("() => document.querySelectorAll('.course-play button:enabled').forEach(node => node.click())")
    page.wait(3000)


def held(page: Page, kernel: psutil.Process, browser: psutil.Process, minutes: float) -> Memory:
    """Megabytes now, after the page has collected what nothing holds."""
    page.ask("HeapProfiler.collectGarbage")
    page.ask("Performance.enable")
    metrics = {one["name"]: one["value"] for one in page.ask("Performance.getMetrics")["metrics"]}
    page.ask("Performance.disable")
    drawn = [process for process in browser.children(recursive=True) if "--type=renderer" in _command(process)]
    renderer = max((process.memory_info() for process in drawn), key=lambda held: held.rss)
    shared = getattr(renderer, "shared", 0)  # not told everywhere
    sizes = (kernel.memory_info().rss, metrics["JSHeapUsedSize"], renderer.rss - shared, shared)
    return Memory(round(minutes, 2), *(round(size / MEGABYTE, 1) for size in sizes))


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def main(arguments: list[str] | None = None) -> int:
    """Play, and print what was held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args(arguments).minutes
    with page() as (driven, *processes):
        print(training(driven), flush=True)
        say = functools.partial(print, flush=True)
        for _ in memory(driven, *processes, minutes, say=say):
            pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
