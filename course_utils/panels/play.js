// Play: a button that asks Python, at the pace of a clock, for one value of a slider after the other.

const BOX = ".course-panel", PICTURES = "img.widget-image, img.jupyter-widget-image";
const SILENCE = 10_000; // milliseconds without an answer, after which it pauses: the kernel is busy or gone

/** One outline around boxes (left, right, bottom, top, as shares of a picture), each reached from the corner. */
function outline(boxes) {
  const points = boxes.flatMap(([left, right, bottom, top]) =>
    [[left, top], [right, top], [right, bottom], [left, bottom], [left, top], [0, 1]]);
  return points.length ? `polygon(0% 0%, ${points.map(([x, y]) => `${100 * x}% ${100 * (1 - y)}%`).join(", ")})` : "none";
}

function render({ model, el }) {
  el.classList.add("course-play");
  const style = document.createElement("style"), button = document.createElement("button"), ghost = ghostOf();
  style.textContent = GHOST_STYLE;
  button.type = "button";
  button.className = "jupyter-widgets jupyter-button widget-button";
  el.append(style, button);
  let timer = null, waiting = false, count = 0, place = 0, from = 0, begun = 0, sent = 0, seen = null, sized = null;

  function dress() {
    const playing = model.get("playing"), sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = playing ? "❚❚ " : "▶ ";
    button.replaceChildren(sign, playing ? "Pause" : `Play ${model.get("word")}`);
    button.title = playing ? "Stay where it is" : `Move ${model.get("label")} from its first value to its last`;
    button.disabled = model.get("disabled");
  }

  /** The ghost lies on the picture, wherever that has gone. */
  function lay(image) {
    const box = el.closest(BOX), picture = image.getBoundingClientRect(), whole = box.getBoundingClientRect();
    if (ghost.parentElement !== box) box.append(ghost);
    const to = { left: picture.left - whole.left + box.scrollLeft, top: picture.top - whole.top + box.scrollTop };
    for (const [side, pixels] of Object.entries({ ...to, width: picture.width, height: picture.height })) ghost.style[side] = `${pixels}px`;
  }
  function remember() {
    const box = el.closest(BOX), image = box?.querySelector(PICTURES);
    if (!image) return;
    for (const other of box.querySelectorAll("img.course-ghost")) other.hidden = true;
    ghost.keep(image);
    ghost.style.clipPath = outline(model.get("within"));
    lay(image);
    sized?.disconnect();
    sized = new ResizeObserver(() => lay(image));
    sized.observe(image);
    sized.observe(box);
  }

  function begin() {
    from = model.get("at") >= model.get("last") ? 0 : model.get("at");
    [begun, place] = [performance.now(), from];
    remember();
    model.set("playing", true);
    model.set("ghost", true);
    seen = new IntersectionObserver(([entry]) => { if (!entry.isIntersecting) pause(); });
    seen.observe(el.closest(BOX));
    timer = setInterval(tick, model.get("interval"));
    ask(from);
  }
  function ask(next) {
    [place, waiting, sent] = [next, true, performance.now()];
    model.set("asked", [next, ++count]);
    model.save_changes();
  }
  function tick() {
    if (timer === null) return;
    const now = performance.now(), due = Math.min(model.get("last"), from + Math.floor((now - begun) / model.get("interval")));
    if (!el.isConnected || el.closest(".jupyter-widgets-disconnected") || (waiting && now - sent > SILENCE)) pause();
    else if (!waiting && due > place) ask(due); // what could not be drawn in time is left out
    else if (!waiting && place >= model.get("last")) pause();
  }
  function rest() {
    clearInterval(timer);
    [timer, waiting] = [null, false];
    seen?.disconnect();
    dress();
  }
  function pause() {
    model.set("playing", false);
    model.save_changes();
    rest();
  }

  button.onclick = () => (model.get("playing") ? pause() : begin());
  const hidden = () => { if (document.hidden && timer !== null) pause(); };
  document.addEventListener("visibilitychange", hidden);
  const answered = () => {
    if (model.get("answered") !== count) return;
    waiting = false;
    tick();
  };
  const told = () => {
    if (!model.get("playing")) rest();
    dress();
  };
  const pale = () => { if (!model.get("ghost")) ghost.hidden = true; };
  model.on("change:answered", answered);
  model.on("change:playing", told);
  model.on("change:ghost", pale);
  model.on("change:disabled", dress);
  dress();
  return () => {
    rest();
    sized?.disconnect();
    ghost.remove();
    document.removeEventListener("visibilitychange", hidden);
    for (const [name, act] of [["answered", answered], ["playing", told], ["ghost", pale], ["disabled", dress]]) model.off(`change:${name}`, act);
  };
}
export default { render };
