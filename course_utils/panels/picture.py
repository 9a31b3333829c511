"""A figure that is drawn once and then touched up: static parts cached, moving parts blitted, PNG out.

A fresh figure with constrained layout costs about 380 ms, a blit and a PNG about 20. This is what lets a slider move
the picture.
"""

from __future__ import annotations

import base64
import struct
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import Container
from matplotlib.figure import Figure, FigureBase

from course_utils.figures import style
from course_utils.panels.reading import reads
from course_utils.panels.stamps import Stamps
from course_utils.panels.strokes import Sketches, Stroke
from course_utils.system.scales import SCALES, chosen

PIXELS_PER_INCH = 100  # on the page
SHARPNESS = 1.25  # pixels rendered for each pixel on the page; at 1.5 a frame takes 6 ms longer, drawing and decoding

_rc_lock = threading.Lock()  # matplotlib's rc settings are global
_sharpness = ContextVar("sharpness", default=SHARPNESS)


@contextmanager
def rendered_at(sharpness: float) -> Iterator[None]:
    """Within this, a new picture is rendered with `sharpness` pixels for each pixel on the page."""
    token = _sharpness.set(sharpness)
    try:
        yield
    finally:
        _sharpness.reset(token)


class Picture:
    """The picture of a panel: `setup(figure)` draws the static parts once, `draw(artists, data)` moves the rest.

    `setup` returns the artists that will move, in dictionaries, lists, namespaces or dataclasses. `draw` may make more
    of them and return them in a list: they are drawn above the others, and gone in the next picture. Such artists have
    matplotlib's own settings, not the course's: give them their colours and widths.

    `size` is in inches of 100 pixels. At a larger `scale` ("page" or "projected"), everything measured in points grows
    by its whole factor, the picture by its square root: what is read from the back of a room must be larger in the
    picture, not only with it.
    """

    def __init__(
        self,
        setup: Callable[[Figure], Any],
        draw: Callable[[Any, Any], Any],
        size: tuple[float, float] = (7.0, 3.5),
        scale: str | None = None,
    ) -> None:
        self.scale = chosen(scale)
        factor = SCALES[self.scale]
        self.width, self.height = (round(side * factor**0.5 * PIXELS_PER_INCH) for side in size)
        self._draw = draw
        self._lock = threading.RLock()
        with _rc_lock, matplotlib.rc_context(style("page")):  # the resolution enlarges it, whatever COURSE_SCALE says
            inches = [side / (PIXELS_PER_INCH * factor) for side in (self.width, self.height)]
            resolution = PIXELS_PER_INCH * factor * _sharpness.get()
            self.figure = Figure(figsize=inches, dpi=resolution, layout="constrained", facecolor="white")
            self.canvas = FigureCanvasAgg(self.figure)
            self.artists = setup(self.figure)
            self._moving = sorted(dict.fromkeys(moving(self.artists)), key=Artist.get_zorder)
            for artist in self._moving:
                artist.set_animated(True)  # left out of the background, drawn by `frame`
            self.canvas.draw()  # the only layout: the axes stay where they are from here on
            self._background = self.canvas.copy_from_bbox(self.figure.bbox)
            self._sketches = Sketches(self.canvas.get_renderer())
            self._stamps = Stamps(*self.canvas.get_width_height(physical=True), self.figure.dpi)
            self.reads = [found for axes in self.figure.axes if (found := reads(axes))]
            for axes in self.figure.axes:
                axes.set_autoscale_on(False)  # and so do their limits, whatever `draw` adds

    def frame(self, data: Any, sooner: Callable[[list[Stroke]], None] | None = None) -> bytes:
        """The picture of `data` as PNG; of nothing but the static parts when `data` is None.

        `sooner(strokes)` is called before the PNG is made, with what moves as strokes for a page to draw.
        """
        with self._lock:
            self.canvas.restore_region(self._background)
            if data is not None:
                added = _listed(self._draw(self.artists, data))
                try:
                    if sooner:
                        sooner(self._sketches.of([*self._moving, *moving(added)]))
                    self._paint(added)
                finally:
                    for thing in added:
                        thing.remove()
            return png(np.asarray(self.canvas.buffer_rgba()))

    def _paint(self, added: list[Artist | Container]) -> None:
        renderer = self.canvas.get_renderer()
        for artist in self._moving:
            self._stamps.draw(artist, renderer)
        for artist in moving(added):
            artist.draw(renderer)


def moving(artists: Any) -> Iterator[Artist]:
    """All artists within dictionaries, namespaces, dataclasses and lists; axes and figures are containers, not
    artists."""
    if isinstance(artists, Artist):
        if not isinstance(artists, (Axes, FigureBase)):
            yield artists
    elif isinstance(artists, Mapping):
        yield from moving(artists.values())
    elif isinstance(artists, SimpleNamespace):
        yield from moving(vars(artists).values())
    elif is_dataclass(artists):
        yield from moving(getattr(artists, field.name) for field in fields(artists))
    elif isinstance(artists, Iterable) and not isinstance(artists, (str, bytes)):
        for artist in artists:
            yield from moving(artist)


def png(pixels: np.ndarray) -> bytes:
    """Opaque pixels (height, width, RGBA) as PNG.

    Ours, because the 100 ms from key to picture need it: one fixed filter takes 3 ms of CPU for 875 x 437 pixels,
    Pillow at `compress_level=1`, which tries five filters on each row, 7 ms (`make bench` has the sum).
    """
    height, width, channels = pixels.shape
    rows = pixels.reshape(height, channels * width)
    filtered = np.empty((height, 1 + channels * width), np.uint8)
    filtered[:, 0] = 2  # the filter "up": each row is the difference from the row above
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits a channel, RGBA: leaving A out costs a copy
    body = zlib.compress(filtered, level=1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def as_address(png: bytes) -> str:
    """A PNG as the address of an image: it reaches the screen sooner than as a blob."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _listed(added: Any) -> list[Artist | Container]:
    """What `draw` returned: nothing, one artist (or container of bars), or several."""
    return [added] if isinstance(added, (Artist, Container)) else list(added or ())
