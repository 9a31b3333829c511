"""Play with the course's panels for minutes: pictures a second while one trains, and whether memory grows.

    python -m tools.bench_play --minutes 10

The hands of `tools.bench_hands` take turns on one page; between them a network trains in the playground, sliders are
pressed, and everything that has a Play button is played. Memory is that of the kernel's process, of what the page's
JavaScript holds after a collection, and of the process that draws the page.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

from tools.bench_hands import HANDS, PAUSE_MS, WATCH, cell_of, page, pointer, quantile

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


@dataclass(frozen=True)
class Training:
    """Pictures a second while the playground trains, and what became of the pointer's events meanwhile."""

    rate: float
    sent: int
    received: int
    p95: float


@dataclass(frozen=True)
class Memory:
    """Megabytes after so many minutes of play: the kernel, what the page holds, and the process that draws it."""

    minutes: float
    kernel: float
    heap: float
    renderer: float


def training(lab, seconds: float = TRAINING_SECONDS) -> Training:
    """Train in the playground, the pointer moving over its wires meanwhile."""
    cell, sent = lab.cell(cell_of()[PLAYGROUND.code]), 0
    _press(cell, "Rewind")
    lab.page.wait_for_timeout(1000)
    with pointer(lab, PLAYGROUND) as place:
        _press(cell, "Run")
        lab.page.evaluate(PICTURES)
        lab.page.evaluate(WATCH, [cell_of()[PLAYGROUND.code], PLAYGROUND.shows])
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            lab.page.mouse.move(*place(sent))
            sent += 1
            lab.page.wait_for_timeout(MS_A_MOVE)
        lab.page.wait_for_timeout(PAUSE_MS)
        pictures, taken = lab.page.evaluate(RATE)
        received, times = lab.page.evaluate("() => [courseHand.moves, courseHand.times]")
        lab.page.evaluate("() => courseHand.end()")
    _press(cell, "Rewind")
    return Training((pictures - 1) / taken, sent, received, quantile(sorted(times), 0.95))


def _press(cell, name: str) -> None:
    cell.locator(".pg-row button", has_text=name).first.evaluate("node => node.click()")


def memory(lab, minutes: float, marks: tuple[float, ...] = (1, 2, 5, 10), say: Callable = print) -> Iterator[Memory]:
    """Play for so many minutes; what is held at the beginning, at the marks and at the end."""
    kernel, begin = psutil.Process(_kernel(lab)), time.monotonic()
    due = [0.0, *(mark for mark in marks if mark < minutes), minutes]
    while due:
        gone = (time.monotonic() - begin) / 60
        if gone >= due[0]:
            due = [mark for mark in due if mark > gone]
            found = held(lab, kernel, gone)
            say(found)
            yield found
        if due:
            _turn(lab)


def _turn(lab) -> None:
    """Every hand once, some seconds each; then training and whatever plays."""
    for hand in HANDS:
        with pointer(lab, hand) as place:
            for number in range(MOVES_A_TURN):
                lab.page.mouse.move(*place(number))
                lab.page.wait_for_timeout(MS_A_MOVE)
    training(lab, 2)
    for button in lab.page.locator(".course-play button:enabled").all():
        button.evaluate("node => node.click()")
    lab.page.wait_for_timeout(3000)


def held(lab, kernel: psutil.Process, minutes: float) -> Memory:
    """Megabytes now, after the page has collected what nothing holds."""
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    drawn = [process for process in psutil.Process().children(recursive=True) if "--type=renderer" in _command(process)]
    renderer = max((process.memory_info().rss for process in drawn), default=0)
    sizes = (kernel.memory_info().rss, metrics["JSHeapUsedSize"], renderer)
    return Memory(round(minutes, 2), *(round(size / MEGABYTE, 1) for size in sizes))


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _kernel(lab) -> int:
    """The number of the kernel's process, which the first cell has printed."""
    return int("".join(lab.cells()[0]["outputs"][0]["text"]))


def main(arguments: list[str] | None = None) -> int:
    """Play, and print what was held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args(arguments).minutes
    with page() as lab:
        print(training(lab), flush=True)
        for _ in memory(lab, minutes, say=lambda found: print(found, f"load {os.getloadavg()[0]:.1f}", flush=True)):
            pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
