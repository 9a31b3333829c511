"""What moves in a picture as strokes that a page draws on a canvas itself: they are there before a PNG is.

A PNG has to be rendered, packed, sent and unpacked, most of it for what does not move.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Transform

from course_utils.panels.stamps import Memory, state

Stroke = dict[str, Any]
LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
UNFILLED = ()  # the face of a marker that has none; its path is not cut at the edges of the picture


class Recorder(RendererBase):
    """A renderer that takes down paths and texts, as outlines, in pixels from the left and from above.

    A stroke has the `points` (x, y, x, y, ...) of a path, the first and then the way to each next in tenths of pixels,
    and a letter for each in `codes` (M, L, Q, C, Z as in SVG), none for one line through all of them; `at` says where
    it is drawn, where that is more than once. It has a `fill`, or a `line` with its `width`, `cap`, `join` and `dash`,
    or both, and `clip` (x, y, width, height), out of which nothing shows.
    Raises `NotImplementedError` for an image.
    """

    def __init__(self, agg: RendererAgg) -> None:
        super().__init__()
        self._agg, self.strokes = agg, []

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return self._agg.get_canvas_width_height()

    def points_to_pixels(self, points: float) -> float:
        """Points, 72 to an inch, in pixels."""
        return self._agg.points_to_pixels(points)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: bool | str) -> tuple[float, float, float]:
        """As long and as high as the words of the PNG, in pixels."""
        return self._agg.get_text_width_height_descent(s, prop, ismath)

    def draw_text(self, gc: GraphicsContextBase, x: float, y: float, s: str, *how: Any, **also: Any) -> None:
        """Take words down as the outlines of their letters, as wide as the PNG's, which has them on whole pixels.

        `how` is the font and the angle, as matplotlib hands them over.
        """
        font, angle, mathematical = *how[:2], also.get("ismath", False)
        wide = self.get_text_width_height_descent(s, font, mathematical)[0]
        wide /= super().get_text_width_height_descent(s, font, mathematical)[0] or 1
        letters = TextPath((0, 0), s, size=self.points_to_pixels(font.get_size_in_points()), prop=font)
        below = self.get_canvas_width_height()[1] - y
        gc.set_linewidth(0)
        self.draw_path(gc, letters, Affine2D().scale(wide, 1).rotate_deg(angle).translate(x, below), gc.get_rgb())

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        """Take one path down."""
        width, height = self.get_canvas_width_height()
        box = None if rgbFace is not None else (0, 0, width, height)
        clean = path.cleaned(transform, True, box, simplify=box and path.should_simplify, curves=True)
        ends = clean.codes != Path.STOP
        points, codes = clean.vertices[ends], clean.codes[ends]
        if not len(points):
            return
        polyline = codes[0] == Path.MOVETO and (codes[1:] == Path.LINETO).all()
        stroke = {"points": self._placed(points)} | ({} if polyline else {"codes": "".join(map(LETTERS.get, codes))})
        self.strokes.append(stroke | self._style(gc, rgbFace) | _clip(gc, height))

    def draw_markers(
        self, gc: Any, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform, rgbFace: Any = None
    ) -> None:
        """Take one marker down, and where it stands."""
        middle = Affine2D().translate(0, self.get_canvas_width_height()[1])  # so that a marker is around (0, 0)
        self.draw_path(gc, marker_path, marker_trans + middle, (*rgbFace,) if rgbFace is not None else UNFILLED)
        self.strokes[-1]["at"] = self._placed(trans.transform(path.vertices[np.isfinite(path.vertices).all(1)]))

    def draw_path_collection(self, gc: Any, master: Transform, paths: Any, *rest: Any, **named: Any) -> None:
        """Take lines that look alike down as one; others one by one."""
        transforms, offsets, _, faces, edges, widths, styles = rest[:7]
        alike = not len(faces) and max(map(len, (edges, widths, styles))) == 1 and not len(transforms)
        if not (alike and len(paths) and not np.any(offsets)):
            super().draw_path_collection(gc, master, paths, *rest, **named)
            return
        gc.set_foreground(edges[0])
        gc.set_linewidth(widths[0])
        gc.set_dashes(*styles[0])
        self.draw_path(gc, Path.make_compound_path(*paths), master)

    def _placed(self, vertices: np.ndarray) -> list[int]:
        """From the left and from above: the first point, and the way from each to the next."""
        below = self.get_canvas_width_height()[1]
        places = np.rint(10 * np.column_stack((vertices[:, 0], below - vertices[:, 1]))).astype(int)
        return np.diff(places, axis=0, prepend=0).ravel().tolist()

    def draw_image(self, *_: Any, **__: Any) -> None:
        """Images go as a PNG, or not at all."""
        raise NotImplementedError("An image cannot be sent as strokes.")

    def _style(self, gc: GraphicsContextBase, face: Any) -> Stroke:
        alpha = gc.get_alpha() if gc.get_forced_alpha() else None
        style = {} if face is None or not len(face) else {"fill": _css(face, alpha)}
        if width := gc.get_linewidth():
            style |= {"line": _css(gc.get_rgb(), alpha), "width": round(self.points_to_pixels(width), 2)}
            style |= {
                "cap": {"projecting": "square"}.get(gc.get_capstyle(), gc.get_capstyle()),
                "join": gc.get_joinstyle(),
            }
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                style["dash"] = [round(self.points_to_pixels(dash), 1) for dash in dashes]
        return style


class Sketches:
    """Artists of a figure as strokes; texts and legends from memory where nothing changed."""

    def __init__(self, agg: RendererAgg) -> None:
        self._agg, self._memory = agg, Memory()

    def of(self, artists: Iterable[Artist]) -> list[Stroke]:
        """The strokes of the artists, in this order. Raises `NotImplementedError` where one is an image."""
        strokes = []
        for artist in artists:
            strokes += self._taken(artist) if state(artist) is None else self._memory.of(artist, self._taken)
        return strokes

    def _taken(self, artist: Artist) -> list[Stroke]:
        recorder = Recorder(self._agg)
        artist.draw(recorder)
        return recorder.strokes


def _css(colour: Any, alpha: float | None) -> str:
    red, green, blue, *own = colour
    opaque = alpha if alpha is not None else own[0] if own else 1
    return f"rgba({255 * red:.0f},{255 * green:.0f},{255 * blue:.0f},{opaque:.3g})"


def _clip(gc: GraphicsContextBase, height: float) -> Stroke:
    """The rectangle that a stroke stays in: that of its axes, or the one around its clip path."""
    box, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
    if path is not None:
        box = transform.transform_path(path).get_extents()
    if box is None:
        return {}
    return {"clip": [round(float(one), 1) for one in (box.x0, height - box.y1, box.width, box.height)]}
