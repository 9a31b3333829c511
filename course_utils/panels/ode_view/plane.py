"""A picture with a point that a hand moves: dragged with a mouse or a finger, or stepped with the arrow keys."""

from __future__ import annotations

import base64
from typing import Any

import anywidget
import traitlets

from course_utils.panels.picture import Picture

ESM = """
function render({ model, el }) {
  const frame = document.createElement("div");
  frame.className = "course-plane";
  const image = document.createElement("img");
  image.draggable = false;
  image.className = "jupyter-widget-image";
  const handle = document.createElement("div");
  handle.className = "course-plane-handle";
  handle.tabIndex = 0;
  handle.setAttribute("role", "slider");
  frame.append(image, handle);
  el.append(frame);

  const clamp = (x, [low, high]) => Math.min(high, Math.max(low, x));
  const onGrid = (x, limits) => {
    const step = model.get("step");
    return clamp(Math.round(clamp(x, limits) / step) * step, limits);
  };
  let place = model.get("place"), dragging = false, waiting = false, pending = false, count = 0, timer = null;

  function put() {
    const [left, right, bottom, top] = model.get("axes");  // of the picture, as shares of its width and height
    const [xlim, ylim] = model.get("limits");
    const across = (place[0] - xlim[0]) / (xlim[1] - xlim[0]), up = (place[1] - ylim[0]) / (ylim[1] - ylim[0]);
    handle.style.left = `${100 * (left + across * (right - left))}%`;
    handle.style.top = `${100 * (1 - bottom - up * (top - bottom))}%`;
    const words = `${place[0].toFixed(2)} ${place[1] < 0 ? "minus" : "plus"} ${Math.abs(place[1]).toFixed(2)} i`;
    handle.setAttribute("aria-label", model.get("label"));
    handle.setAttribute("aria-valuemin", xlim[0]);
    handle.setAttribute("aria-valuemax", xlim[1]);
    handle.setAttribute("aria-valuenow", place[0]);
    handle.setAttribute("aria-valuetext", words);
  }
  function show() { image.src = model.get("png"); image.alt = model.get("words"); }

  // One message at a time: the next leaves when the picture of the last has come, or after half a second.
  function tell() {
    if (waiting || !pending) return;
    [waiting, pending] = [true, false];
    timer = setTimeout(arrived, 500);
    model.set("asked", [...place, count++]);
    model.save_changes();
  }
  function arrived() {
    waiting = false;
    clearTimeout(timer);
    if (pending) return tell();
    place = model.get("place");
    put();
  }
  function move(x, y) {
    const [xlim, ylim] = model.get("limits");
    place = [onGrid(x, xlim), onGrid(y, ylim)];
    pending = true;
    put();
    tell();
  }
  function follow(event) {
    const box = image.getBoundingClientRect(), [left, right, bottom, top] = model.get("axes");
    const [xlim, ylim] = model.get("limits");
    const across = ((event.clientX - box.left) / box.width - left) / (right - left);
    const up = (1 - (event.clientY - box.top) / box.height - bottom) / (top - bottom);
    move(xlim[0] + across * (xlim[1] - xlim[0]), ylim[0] + up * (ylim[1] - ylim[0]));
  }
  handle.addEventListener("pointerdown", (event) => {
    dragging = true;
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => { if (dragging) follow(event); });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { dragging = false; });
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  handle.addEventListener("keydown", (event) => {
    const way = arrows[event.key];
    if (!way) return;
    const far = model.get("step") * (event.shiftKey ? 5 : 1);
    move(place[0] + way[0] * far, place[1] + way[1] * far);
    event.preventDefault();
    event.stopPropagation();  // or the notebook would move to the next cell
  });

  model.on("change:png", () => { show(); arrived(); });
  show();
  put();
}
export default { render };
"""

CSS = """
.course-plane { position: relative; line-height: 0; }
.course-plane img { width: 100%; height: auto; user-select: none; }
.course-plane-handle {
  position: absolute; width: 22px; height: 22px; margin: -11px 0 0 -11px; box-sizing: border-box; border-radius: 50%;
  border: 3px solid #000; background: rgba(255, 255, 255, 0.6); cursor: grab; touch-action: none;
}
.course-plane-handle:active { cursor: grabbing; }
.course-plane-handle:focus-visible { outline: 3px solid #0B5FFF; outline-offset: 3px; }
"""


class PlaneWidget(anywidget.AnyWidget):
    """What the browser shows: the PNG, and over one of its axes a handle at `place` (x, y) in that axes' units.

    Where the hand wants it comes as `asked`: x, y, and a count, so that the same wish can be uttered twice.
    """

    _esm, _css = ESM, CSS
    png = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    place = traitlets.List(traitlets.Float(), [0.0, 0.0]).tag(sync=True)
    asked = traitlets.List(traitlets.Float()).tag(sync=True)
    axes = traitlets.List(traitlets.Float()).tag(sync=True)
    limits = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    step = traitlets.Float(0.05).tag(sync=True)


class Plane:
    """A `Picture` under a point that moves by hand, for a `Panel`: `data.place` says where the point is.

    `axes` picks the axes of the figure that the point lives in; `limits` is the ((x_min, x_max), (y_min, y_max)) it
    may reach, `step` its grid, `label` its accessible name. On paper and without a kernel `frame` is the picture.
    """

    def __init__(self, picture: Picture, axes: int, step: float, label: str) -> None:
        self.picture, self.width, self.height, self.scale = picture, picture.width, picture.height, picture.scale
        self.figure, drawn = picture.figure, picture.figure.axes[axes]
        corners = drawn.get_position()
        self.widget = PlaneWidget(
            axes=[corners.x0, corners.x1, corners.y0, corners.y1],
            limits=[list(map(float, drawn.get_xlim())), list(map(float, drawn.get_ylim()))],
            step=step,
            label=label,
            layout={"width": f"{picture.width}px", "max_width": "100%"},
        )

    def frame(self, data: Any) -> bytes:
        """The picture as PNG; the widget, where it is on a page, shows the same."""
        png = self.picture.frame(data)
        with self.widget.hold_sync():
            self.widget.place, self.widget.words = list(data.place), data.words
            self.widget.png = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
        return png
