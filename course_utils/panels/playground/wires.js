// The picture of a wired network on a canvas: blocks in a row, skips as arcs, and on every wire two lanes, the signal to
// the right and the gradient to the left, each as wide as what was measured.

const GRADIENT = { light: "#BF8000", dark: "#F2B632" };
const KINDS = { light: { residual: "#0072B2", plain: "#D55E00" }, dark: { residual: "#57ADE0", plain: "#F08A3C" } };
const CLASSES = { light: ["#3B3B3B", "#D4AF00"], dark: ["#CFCFCF", "#E2C13C"] };
const WIDEST = 9, A_POWER = 2.4; // pixels of a wire of size 1, and how many fewer for each power of ten below

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/** Colours of the page's theme, for a canvas, which knows no CSS. */
function themeOf(node) {
  const light = document.body.dataset.jpThemeLight !== "false", style = getComputedStyle(node);
  const kind = light ? "light" : "dark", read = (name, other) => style.getPropertyValue(name).trim() || other;
  return {
    light, gradient: GRADIENT[kind], kinds: KINDS[kind], classes: CLASSES[kind],
    ink: read("--jp-ui-font-color1", light ? "#222" : "#eee"), soft: read("--jp-ui-font-color2", "#777"),
    surface: read("--jp-layout-color1", light ? "#fff" : "#111"), line: read("--jp-border-color2", "#ccc"),
    font: read("--jp-ui-font-family", "sans-serif"),
  };
}

/** Make a canvas as sharp as the screen; returns its context, in CSS pixels. */
function sharpened(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Where everything lies: x of a state, y of both rows, for a network of this depth on a canvas of this width. */
function layoutOf(width, depth, size) {
  const left = 76 * size, right = 40 * size, pitch = (width - left - right) / depth;
  return {
    width, depth, size, pitch, left, x: (state) => left + state * pitch, height: 224 * size,
    rows: { yours: 114 * size, twin: 184 * size }, block: Math.min(30 * size, 0.56 * pitch),
    tall: { yours: Math.min(34 * size, 15 * size + 0.75 * pitch), twin: Math.min(26 * size, 12 * size + 0.6 * pitch) }, narrow: Math.min(1, pitch / (46 * size)) * size,
    arc: (start, end) => (26 + 54 * Math.sqrt((end - start - 1) / Math.max(1, depth - 1)) + Math.min(10, 0.2 * pitch / size)) * size,
  };
}

const widthOf = (power, layout) => layout.narrow * Math.min(1.6 * WIDEST, Math.max(0.5, WIDEST + A_POWER * power));

/** A lane: a line as wide as what it carries, and dashes that travel along it. */
function lane(context, trace, power, colour, layout, shift) {
  const wide = widthOf(power, layout);
  context.beginPath();
  trace(context);
  context.lineWidth = wide;
  context.strokeStyle = colour.lane;
  context.globalAlpha = power < -8 ? 0.25 : 0.9;
  context.setLineDash([]);
  context.stroke();
  if (wide > 1.2) {
    context.globalAlpha = 0.85;
    context.lineWidth = Math.max(0.8, 0.36 * wide);
    context.strokeStyle = colour.dash;
    context.setLineDash([3.5 * layout.size, 9.5 * layout.size]);
    context.lineDashOffset = shift;
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

const straight = (x0, x1, y) => (context) => { context.moveTo(x0, y); context.lineTo(x1, y); };

/** An arc from one state to a later one, `out` pixels outside the wire's middle. */
const arc = (layout, start, end, base, out) => (context) => {
  const high = layout.arc(start, end) + out, x0 = layout.x(start), x1 = layout.x(end);
  const lean = Math.min(0.32 * (x1 - x0), 46 * layout.size);
  context.moveTo(x0 - 0.35 * out, base);
  context.bezierCurveTo(x0 - 0.35 * out + 0.12 * lean, base - 1.33 * high, x1 + 0.35 * out - 0.12 * lean, base - 1.33 * high, x1 + 0.35 * out, base);
};

function drawRow(context, layout, name, sizes, skips, theme, travelled) {
  const y = layout.rows[name], gap = 6 * layout.size * Math.max(0.6, layout.narrow / layout.size);
  const kind = name === "twin" || !skips.length ? "plain" : "residual";
  const signal = { lane: theme.kinds[kind], dash: theme.surface }, gradient = { lane: theme.gradient, dash: theme.surface };
  context.lineCap = "butt";
  for (const [start, end] of [...skips].sort((one, other) => other[1] - other[0] - one[1] + one[0])) {
    const apart = 0.5 * (widthOf(sizes.states[start], layout) + widthOf(sizes.arriving[end - 1], layout)) + 1;
    lane(context, arc(layout, start, end, y - gap, apart), sizes.arriving[end - 1], gradient, layout, travelled);
    lane(context, arc(layout, start, end, y - gap, 0), sizes.states[start], signal, layout, -travelled);
  }
  for (let place = 0; place < layout.depth; place++) {
    const [x0, x1, middle] = [layout.x(place), layout.x(place + 1), layout.x(place + 0.5)];
    lane(context, straight(x0, middle, y - gap), sizes.states[place], signal, layout, -travelled);
    lane(context, straight(middle, x1, y - gap), sizes.branches[place], signal, layout, -travelled);
    lane(context, straight(x0, middle, y + gap), sizes.through[place], gradient, layout, travelled);
    lane(context, straight(middle, x1, y + gap), sizes.arriving[place], gradient, layout, travelled);
  }
  const tall = layout.tall[name];
  for (let place = 0; place < layout.depth; place++) {
    const x = layout.x(place + 0.5) - layout.block / 2;
    context.fillStyle = theme.surface;
    context.strokeStyle = theme.kinds[kind];
    context.lineWidth = Math.min(2, 0.14 * layout.block + 0.6) * layout.size;
    context.beginPath();
    context.roundRect(x, y - tall / 2, layout.block, tall, Math.min(5, layout.block / 4));
    context.fill();
    context.fillStyle = theme.kinds[kind];
    context.globalAlpha = 0.14;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
  for (let state = 0; state <= layout.depth; state++) {
    context.beginPath();
    context.fillStyle = theme.ink;
    context.arc(layout.x(state), y, Math.min(3.4, 1.2 + layout.pitch / 16) * layout.size, 0, 7);
    context.fill();
  }
}

function drawNames(context, layout, shown, theme) {
  const { size, rows, tall } = layout, right = layout.x(layout.depth) + 9 * size;
  context.textBaseline = "middle";
  for (const [name, words] of [["yours", ["your", "network"]], ["twin", ["plain", "twin"]]]) {
    context.textAlign = "right";
    context.font = `600 ${12.5 * size}px ${theme.font}`;
    context.fillStyle = theme.ink;
    words.forEach((word, line) => context.fillText(word, layout.left - 11 * size, rows[name] + (line - 0.5) * 15 * size));
    context.textAlign = "left";
    context.font = `${12 * size}px ${theme.font}`;
    context.fillStyle = theme.soft;
    context.fillText("loss", right, rows[name]);
    const fades = `gradient at the first block: ${timesOf(shown.sizes[name].state_gradients[0])} that at the loss`;
    context.fillText(fades, layout.left, rows[name] + tall[name] / 2 + 12 * size);
  }
}

/** A power of ten as a person writes a factor. */
function timesOf(power) {
  if (power < -90) return "0 ×";
  if (power > 90) return "no number, not";
  if (power >= 4 || power <= -4) return `about 10${String(Math.round(power)).replace(/[-\d]/g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])} ×`;
  return `${Number((10 ** power).toPrecision(2))} ×`;
}

/** What the pointer is about to do, as a pale arc or a pale cross over one that is to be cut. */
function drawWish(context, layout, wish, theme) {
  if (!wish) return;
  const y = layout.rows.yours, [start, end] = wish.pair;
  context.beginPath();
  arc(layout, start, end, y - 8 * layout.size, 0)(context);
  context.lineWidth = 3 * layout.size;
  context.setLineDash(wish.cuts ? [] : [5, 5]);
  context.strokeStyle = wish.cuts ? theme.surface : theme.ink;
  context.stroke();
  context.setLineDash(wish.cuts ? [4, 4] : []);
  if (wish.cuts) { context.strokeStyle = theme.ink; context.lineWidth = 1.5; context.stroke(); }
  context.setLineDash([]);
  for (const state of [start, end]) {
    context.beginPath();
    context.arc(layout.x(state), y, 6 * layout.size, 0, 7);
    context.lineWidth = 2;
    context.strokeStyle = theme.ink;
    context.stroke();
  }
}

/** A drawing of both networks that answers the pointer: `toggled([start, end])` is called for a skip to add or cut. */
function wiresOf(canvas, state, toggled) {
  let from = null, over = null, wish = null;
  const layout = () => layoutOf(canvas.clientWidth || 720, state.shown.depth || 1, state.size);
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const has = (pair) => state.skips.some(([start, end]) => start === pair[0] && end === pair[1]);
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /** The longer skip whose arc passes under the pointer, if there is one. */
  function arcAt(x, y, plan) {
    const scratch = canvas.getContext("2d"), ratio = window.devicePixelRatio || 1;
    const near = visible().filter(([start, end]) => {
      if (end - start < 2) return false;
      scratch.beginPath();
      arc(plan, start, end, plan.rows.yours - 6 * plan.size, 3)(scratch);
      scratch.lineWidth = 12 * plan.size;
      return scratch.isPointInStroke(x * ratio, y * ratio);
    });
    return near.sort((one, other) => one[1] - one[0] - other[1] + other[0])[0];
  }
  const visible = () => state.skips.filter(([, end]) => end <= state.shown.depth);

  function aim(x, y) {
    const plan = layout(), at = (x - plan.left) / plan.pitch;
    if (from !== null) {
      const to = clamp(Math.round(at), 0, plan.depth);
      if (to !== from.state && Math.abs(x - from.x) > 6) return [Math.min(from.state, to), Math.max(from.state, to)];
    }
    if (y > plan.rows.yours + plan.tall.yours || at < -0.3 || at > plan.depth + 0.3) return null;
    const below = clamp(Math.floor(at), 0, plan.depth - 1);
    return (from === null && y < plan.rows.yours - plan.tall.yours / 2 && arcAt(x, y, plan)) || [below, below + 1];
  }
  function look(event) {
    over = aim(...place(event));
    wish = over && { pair: over, cuts: has(over) };
    state.read(wish);
    canvas.style.cursor = over ? "pointer" : "default";
    state.stir();
  }
  canvas.addEventListener("pointermove", look);
  canvas.addEventListener("pointerleave", () => { if (from === null) { wish = null; state.read(null); state.stir(); } });
  canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = place(event), plan = layout();
    if (y > plan.rows.yours + plan.tall.yours) return;
    over = aim(x, y);
    from = { state: clamp(Math.round((x - plan.left) / plan.pitch), 0, plan.depth), x, first: over };
    canvas.setPointerCapture(event.pointerId);
    look(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [x] = place(event), moved = Math.abs(x - from.x) > 6;
    const pair = moved ? aim(...place(event)) : from.first;
    [from, wish] = [null, null];
    if (pair && !(moved && pair[0] === pair[1])) toggled(pair);
    if (event.pointerType === "mouse") look(event);
  });
  canvas.addEventListener("pointercancel", () => { from = wish = null; state.stir(); });

  return function draw(time) {
    if (!state.shown.sizes) return;
    const plan = layout(), theme = themeOf(canvas), context = sharpened(canvas, plan.width, plan.height);
    const travelled = (time / 28) % (13 * plan.size * 1000);
    drawRow(context, plan, "twin", state.shown.sizes.twin, [], theme, travelled);
    drawRow(context, plan, "yours", state.shown.sizes.yours, visible(), theme, travelled);
    drawNames(context, plan, state.shown, theme);
    drawWish(context, plan, wish, theme);
  };
}
