"""Words and legends of a picture, rendered once: most stay as they are while the rest moves, and are slow to draw."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.legend import Legend
from matplotlib.text import Text

KEPT = 48  # renderings of one picture: about 20 kB each


class Memory:
    """What was made of texts and legends, for as long as they stay as they are; the latest `KEPT` of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, artist: Artist, make: Callable[[Artist], Any]) -> Any:
        """`make(artist)`, or what it was when this text or legend was last the same."""
        key = artist, state(artist)
        if key not in self._kept:
            self._kept[key] = make(artist)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


class Stamps:
    """Draws artists of a figure of `width` by `height` pixels; texts and legends from memory where nothing changed."""

    def __init__(self, width: int, height: int, dpi: float) -> None:
        self._apart, self._memory = RendererAgg(width, height, dpi), Memory()

    def draw(self, artist: Artist, renderer: RendererAgg) -> None:
        """As `artist.draw(renderer)`."""
        if state(artist) is None:
            artist.draw(renderer)
        elif (stamp := self._memory.of(artist, self._rendered)) is not None:
            left, below, pixels = stamp
            renderer.draw_image(renderer.new_gc(), left, below, pixels)

    def _rendered(self, artist: Artist) -> tuple[int, int, np.ndarray] | None:
        """Where it lies, from the left and from below, and its pixels (height, width, RGBA); None for nothing."""
        self._apart.clear()
        artist.draw(self._apart)
        pixels = np.asarray(self._apart.buffer_rgba())
        inked = [pixels[..., 3].any(axis).nonzero()[0] for axis in (1, 0)]
        if not inked[0].size:
            return None
        (top, bottom), (left, right) = ((int(along[0]), int(along[-1]) + 1) for along in inked)
        return left, len(pixels) - bottom, pixels[top:bottom, left:right][::-1].copy()  # rows go upwards


def state(artist: Artist) -> Hashable | None:
    """All that a panel may change of a text or a legend; None for another artist, or for a text with more to it."""
    if type(artist) is Text and artist.get_bbox_patch() is None:
        return _of_text(artist)
    if type(artist) is Legend:
        handles = tuple((handle.get_visible(), handle.get_alpha()) for handle in artist.legend_handles)
        return artist.get_visible(), handles, tuple(map(_of_text, artist.get_texts()))
    return None


def _of_text(text: Text) -> tuple[Any, ...]:
    place = tuple(map(float, text.get_transform().transform(text.get_unitless_position())))
    how = text.get_horizontalalignment(), text.get_verticalalignment(), text.get_rotation(), text.get_visible()
    return text.get_text(), place, how, text.get_color(), text.get_alpha(), hash(text.get_fontproperties())
