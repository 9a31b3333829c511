// A picture and, over one of its axes, a handle: it only shows `png` and `place`, and says in `asked` where the hand is.

const STYLE = `
.course-plane { position: relative; line-height: 0; user-select: none; -webkit-user-select: none; }
.course-plane img { width: 100%; height: auto; user-select: none; }
.course-plane img.course-ghost { left: 0; top: 0; }
.course-plane-handle {
  position: absolute; width: 22px; height: 22px; margin: -11px 0 0 -11px; box-sizing: border-box; border-radius: 50%;
  border: 3px solid var(--jp-content-font-color1, #000); background: rgba(128, 128, 128, 0.3); cursor: grab; touch-action: none;
}
.course-plane-handle:active { cursor: grabbing; }
.course-plane-handle:focus-visible { outline: 3px solid var(--jp-brand-color1, #0B5FFF); outline-offset: 3px; }
`;

function render({ model, el }) {
  const frame = document.createElement("div");
  frame.className = `course-plane${model.get("hover") ? " course-plane-hover" : ""}`;
  const image = document.createElement("img");
  image.draggable = false;
  image.className = "jupyter-widget-image";
  const handle = document.createElement("div");
  handle.className = "course-plane-handle";
  handle.tabIndex = 0;
  handle.setAttribute("role", "slider");
  const style = document.createElement("style");
  style.textContent = GHOST_STYLE + STYLE;
  const ghost = ghostOf(); // of the axes with the handle, before the last move
  ghost.classList.add("course-plane-ghost");
  const sketch = sketchOver(model.get("ground"));
  frame.append(style, image, sketch, ghost, handle);
  el.append(frame);

  const clamp = (x, [low, high]) => Math.min(high, Math.max(low, x));
  const onGrid = (x, limits) => {
    const step = model.get("step");
    return clamp(Math.round(clamp(x, limits) / step) * step, limits);
  };
  let place = model.get("place"), dragging = false, waiting = false, pending = false, count = 0, timer = null, calm = null, still = null, moved = -1000, pressed = -1000;

  function put() {
    const [left, right, bottom, top] = model.get("axes");  // of the picture, as shares of its width and height
    const [xlim, ylim] = model.get("limits");
    const across = (place[0] - xlim[0]) / (xlim[1] - xlim[0]), up = (place[1] - ylim[0]) / (ylim[1] - ylim[0]);
    handle.style.left = `${100 * (left + across * (right - left))}%`;
    handle.style.top = `${100 * (1 - bottom - up * (top - bottom))}%`;
    const parts = { x: place[0].toFixed(2), y: place[1].toFixed(2), sign: place[1] < 0 ? "minus" : "plus", size: Math.abs(place[1]).toFixed(2) };
    const words = model.get("spoken").replace(/{(\w+)}/g, (_, name) => parts[name]);
    handle.setAttribute("aria-label", model.get("label"));
    handle.setAttribute("aria-valuemin", xlim[0]);
    handle.setAttribute("aria-valuemax", xlim[1]);
    handle.setAttribute("aria-valuenow", place[0]);
    handle.setAttribute("aria-valuetext", words);
  }
  function show() { image.src = model.get("png"); image.alt = model.get("words"); }
  /** The strokes come before the PNG, and stay in sight until a PNG was the last to come for a moment. */
  function draw() {
    clearTimeout(still);
    sketch.show(JSON.parse(model.get("strokes")));
  }
  function settle() {
    clearTimeout(still);
    still = setTimeout(() => image.decode().then(sketch.rest, sketch.rest), 250);
  }

  // One message at a time: the next leaves when the picture of the last has come, or after half a second.
  function tell() {
    if (waiting || !pending) return;
    [waiting, pending] = [true, false];
    timer = setTimeout(free, 500);
    model.set("asked", [...place, count++]);
    model.save_changes();
  }
  function free() {
    waiting = false;
    clearTimeout(timer);
    if (pending) tell();
    else rest(3000);
  }
  function arrived() {
    waiting = false;
    clearTimeout(timer);
    if (pending) tell();
    else rest(0);
  }
  /** What the kernel says holds once the hand has rested for a moment: an older answer moves nothing under it. */
  function rest(milliseconds) {
    clearTimeout(calm);
    calm = setTimeout(() => {
      if (waiting || pending || dragging) return;
      place = model.get("place");
      put();
    }, Math.max(milliseconds, moved + 400 - performance.now()));
  }
  /** A move begins: what is on the page stays as a shadow, in the axes of the handle only. */
  function remember() {
    const [left, right, bottom, top] = model.get("axes").map((share) => 100 * share);
    ghost.keep(image);
    ghost.style.clipPath = `inset(${100 - top}% ${100 - right}% ${bottom}% ${left}%)`;
  }
  function move(x, y) {
    const [xlim, ylim] = model.get("limits");
    const wanted = [onGrid(x, xlim), onGrid(y, ylim)];
    if (wanted.every((one, i) => one === place[i])) return; // also the move that a browser reports when a page changes
    place = wanted;
    moved = performance.now();
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
  function take(event) {
    dragging = true;
    remember();
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    event.preventDefault();
  }
  function within(event) {
    const box = image.getBoundingClientRect(), [left, right, bottom, top] = model.get("axes");
    const across = (event.clientX - box.left) / box.width, up = 1 - (event.clientY - box.top) / box.height;
    return across >= left && across <= right && up >= bottom && up <= top;
  }
  // A double press would select the picture, and the next move would drag the selection away instead of the point.
  for (const kind of ["mousedown", "dragstart"]) frame.addEventListener(kind, (event) => event.preventDefault());
  handle.addEventListener("pointerdown", take);
  image.addEventListener("pointerdown", (event) => { // a click in the plane brings the point there
    if (!within(event)) return;
    take(event);
    follow(event);
  });
  handle.addEventListener("pointermove", (event) => { if (dragging) follow(event); });
  frame.addEventListener("pointermove", (event) => {
    if (model.get("hover") && !dragging && event.pointerType === "mouse" && within(event)) follow(event);
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { dragging = false; rest(1000); });
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  handle.addEventListener("keydown", (event) => {
    const way = arrows[event.key];
    if (!way) return;
    if (performance.now() - pressed > 1000) remember();
    pressed = performance.now();
    const far = model.get("step") * (event.shiftKey ? 5 : 1);
    move(place[0] + way[0] * far, place[1] + way[1] * far);
    event.preventDefault();
    event.stopPropagation();  // or the notebook would move to the next cell
  });

  model.on("change:strokes", draw);
  model.on("change:png", () => { show(); arrived(); settle(); });
  show();
  put();
}
export default { render };
