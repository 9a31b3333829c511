// The playground: it shows `shown`, `scene` and `views`, and says by messages what the hand wants. The networks live in
// Python; what the hand changes is drawn at once, and again when it has been measured.

const STYLE = `
.pg { font-family: var(--jp-ui-font-family, sans-serif); font-size: var(--jp-widgets-font-size, 14px); color: var(--jp-ui-font-color1, #222); max-width: 100%; padding: 2px; }
.pg-row { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 4px 0; }
.pg button { font: inherit; color: inherit; background: var(--jp-layout-color1, #fff); border: 1.5px solid var(--jp-border-color1, #999); border-radius: 5px; padding: 3px 10px; cursor: pointer; }
.pg button:hover { background: var(--jp-layout-color2, #eee); }
.pg button:focus-visible, .pg input:focus-visible, .pg summary:focus-visible { outline: 3px solid #E69F00; outline-offset: 2px; }
.pg button.pg-run { background: var(--pg-residual); border-color: var(--pg-residual); color: var(--pg-on); font-weight: 600; min-width: 6.5em; }
.pg button:disabled { opacity: 0.45; cursor: default; }
.pg-row[hidden] { display: none; }
.pg-row button i { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 50%; border: 1px solid currentColor; margin-right: 5px; }
.pg-gap { flex: 1 1 auto; }
.pg-wires { display: block; width: 100%; touch-action: pan-y; user-select: none; }
.pg-hint { color: var(--jp-ui-font-color2, #666); min-height: 1.3em; margin: 6px 0 0; display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; }
.pg-hint > span:first-child { flex: 1 1 34em; min-width: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.pg-key i { display: inline-block; width: 22px; height: 5px; border-radius: 3px; vertical-align: middle; margin: 0 3px 0 8px; }
.pg-views { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) minmax(0, 2.1fr); gap: 14px; align-items: start; }
.pg-views canvas { display: block; width: 100%; }
.pg-square { border: 2px solid; border-radius: 4px; overflow: hidden; }
.pg figure { margin: 0; min-width: 0; }
.pg figcaption { font-weight: 600; margin: 2px 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.pg-goals { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0 4px; }
.pg-goals span { border: 1.5px solid var(--jp-border-color1, #999); border-radius: 14px; padding: 2px 11px; }
.pg-goals .pg-done { border-color: #009E73; background: color-mix(in srgb, #009E73 16%, transparent); font-weight: 600; }
.pg details { margin: 4px 0; }
.pg summary { cursor: pointer; }
.pg-boxes, .pg-long { display: flex; flex-wrap: wrap; gap: 4px 10px; margin: 6px 0; }
.pg input[type=number] { width: 4em; font: inherit; color: inherit; background: var(--jp-layout-color1, #fff); border: 1px solid var(--jp-border-color1, #999); }
.pg pre { background: var(--jp-layout-color2, #f3f3f3); padding: 8px; overflow-x: auto; margin: 4px 0; font-size: 0.92em; }
.pg-news { font-weight: 600; color: var(--pg-good); }
`;
const PRESETS = { none: "", "around each block": "0-40/1", "around every 4": "0-40/4" };
const SILENCE = 4000; // milliseconds without an answer, after which the page says so

const readSkips = (text) => text.split(/\s+/).filter(Boolean).flatMap((word) => {
  const [start, end, stride] = word.split(/[-/]/).map(Number), step = stride || end - start, pairs = [];
  for (let place = start; place + step <= end; place += step) pairs.push([place, place + step]);
  return pairs;
});
const writeSkips = (pairs) => pairs.map(([start, end]) => `${start}-${end}`).join(" ");

function render({ model, el }) {
  const state = { shown: model.get("shown") ?? {}, skips: [], size: model.get("size"), stir: () => {}, read: () => {} };
  const root = element("div", { class: "pg", "data-lm-suppress-shortcuts": "true" });
  root.append(element("style", {}, STYLE));
  el.append(root);
  let pointed = null, edit = 0, brush = 0, edited = 0, asked = 0, stirred = performance.now(), frame = 0, drawn = 0, closed = false;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function tell(message) { asked = performance.now(); model.send(message); }
  function rewire(skips) { state.skips = skips; stir(); list.fill(); tell({ do: "skips", skips: writeSkips(skips), edit: ++edit }); edited = asked; }
  function toggled([start, end]) {
    const without = state.skips.filter((pair) => pair[0] !== start || pair[1] !== end);
    rewire(without.length < state.skips.length ? without : [...without, [start, end]]);
  }

  const bar = element("div", { class: "pg-row" });
  const button = (words, title, act) => {
    const made = element("button", { type: "button", title }, words);
    made.onclick = act;
    bar.append(made);
    return made;
  };
  const run = button("▶ Run", "Train both networks", () => tell({ do: state.shown.running ? "pause" : "run" }));
  run.className = "pg-run";
  const step = button("Step", "One step of training", () => tell({ do: "step" }));
  button("⟲ Rewind", "Back to the same start", () => tell({ do: "rewind" }));
  bar.append(element("span", { class: "pg-gap" }), element("span", {}, "Skips:"));
  for (const [words, skips] of Object.entries(PRESETS)) button(words, `Skips: ${words}`, () => rewire(readSkips(skips)));

  const wires = element("canvas", { class: "pg-wires", "aria-hidden": "true" });
  const hint = element("div", { class: "pg-hint" }), words = element("span");
  const key = element("span", { class: "pg-key", "aria-hidden": "true" });
  hint.append(words, key);
  const views = element("div", { class: "pg-views" }), planes = {}, captions = {};
  for (const name of ["yours", "twin"]) {
    const figure = element("figure"), frameOf = element("div", { class: "pg-square" });
    planes[name] = element("canvas", { "aria-hidden": "true" });
    captions[name] = element("figcaption");
    frameOf.append(planes[name]);
    figure.append(captions[name], frameOf);
    views.append(figure);
  }
  const lossFigure = element("figure"), lossBox = element("div"), losses = element("canvas", { "aria-hidden": "true" });
  captions.loss = element("figcaption");
  lossBox.dataset.height = "165";
  lossBox.append(losses);
  lossFigure.append(captions.loss, lossBox);
  views.append(lossFigure);
  const brushes = element("div", { class: "pg-row", role: "group", "aria-label": "Your points" });
  let points = [], labels = [];
  const repaint = () => {
    const text = [0, 1].map((kind) => ["ab"[kind], ...points.filter((_, i) => labels[i] === kind).map((point) => point.join(","))].join(" "));
    tell({ do: "points", points: text.join(" "), edit: ++edit });
    edited = asked;
    draw();
  };
  const kinds = ["first", "second"].map((name, kind) => {
    const made = element("button", { type: "button", title: `Clicks add points of the ${name} class` });
    made.append(element("i"), name);
    made.onclick = () => { brush = kind; draw(); };
    return made;
  });
  const over = element("button", { type: "button" }, "Start over");
  over.onclick = () => { [points, labels] = [[[-0.5, 0], [0.5, 0]], [0, 1]]; repaint(); };
  brushes.append(element("span", {}, "Click in your picture to add a point, on a point to take it away:"), ...kinds, over);
  planes.yours.addEventListener("pointerdown", (event) => {
    const scene = model.get("scene");
    if (!scene.own) return;
    const box = planes.yours.getBoundingClientRect(), scale = (2 * scene.reach) / box.width;
    const place = [(event.clientX - box.left) * scale - scene.reach, scene.reach - (event.clientY - box.top) * scale];
    const near = points.findIndex(([x, y]) => Math.hypot(x - place[0], y - place[1]) < 5 * scale);
    const last = near >= 0 && labels.filter((label) => label === labels[near]).length < 2;
    if (last) return; // each class keeps a point
    if (near >= 0) [points, labels] = [points.filter((_, i) => i !== near), labels.filter((_, i) => i !== near)];
    else if (points.length < 200) [points, labels] = [[...points, place.map((part) => Math.round(100 * part) / 100)], [...labels, brush]];
    repaint();
  });
  const goals = element("div", { class: "pg-goals", role: "group", "aria-label": "Challenges" });
  const list = listOf(state, toggled), code = codeOf(state);
  const paper = element("img", { class: "jupyter-widget-image", hidden: "" }); // what a saved notebook keeps
  root.append(bar, hint, wires, brushes, views, goals, list.root, code.root, paper);
  const drawWires = wiresOf(wires, state, toggled);

  function colour() {
    const theme = themeOf(root);
    root.style.setProperty("--pg-residual", theme.kinds.residual);
    root.style.setProperty("--pg-on", theme.light ? "#fff" : "#111");
    root.style.setProperty("--pg-good", theme.light ? "#007A59" : "#34C79A");
    const mine = state.shown.wired ? "residual" : "plain";
    planes.yours.parentElement.style.borderColor = theme.kinds[mine];
    planes.twin.parentElement.style.borderColor = theme.kinds.plain;
    key.innerHTML = `<i style="background:${theme.kinds[mine]}"></i>signal →<i style="background:${theme.gradient}"></i>← gradient`;
    return theme;
  }

  /** What the wire under the pointer carries, or would carry. */
  function carried({ pair: [start, end], cuts }) {
    const { states, arriving } = state.shown.sizes.yours;
    if (!(end <= state.shown.depth)) return "";
    const sizes = `signal ${timesOf(states[start])} x₀'s, gradient ${timesOf(arriving[end - 1])} the loss's`;
    return `${cuts ? "Skip" : "New skip"} ${start}–${end}: ${sizes}.`;
  }

  function say() {
    const { shown } = state, silent = asked && performance.now() - asked > SILENCE;
    const percent = (name) => (shown.accuracy?.[name] == null || !shown.step ? "" : ` ${Math.round(100 * shown.accuracy[name])} %`);
    captions.yours.textContent = shown.diverged?.yours ? "Yours: diverged" : `Yours${percent("yours")}`;
    captions.twin.textContent = shown.diverged?.twin ? "Plain twin: diverged" : `Plain twin${percent("twin")}`;
    captions.loss.textContent = shown.step ? `Loss, step ${shown.step} of ${shown.steps}` : "Loss: press Run";
    run.textContent = shown.running ? "Pause" : shown.step >= shown.steps ? "▶ Again" : "▶ Run";
    step.disabled = shown.running || shown.step >= shown.steps;
    words.className = shown.news && !silent && !pointed ? "pg-news" : "";
    words.textContent = silent ? "No answer from Python: it is busy with a cell, or it has stopped. Menu Kernel says which."
      : shown.diverged?.yours ? "Diverged: the loss is no number any more. The signal has grown without bound."
      : (pointed && shown.sizes && carried(pointed)) || shown.news || "Click a block: its skip comes or goes. Drag from dot to dot: a longer skip.";
  }

  function draw() {
    const { shown } = state, scene = model.get("scene"), bytes = model.get("views");
    if (!shown.sizes || !scene.kind) return;
    const theme = colour(), shownScene = scene.own ? { ...scene, points, labels } : scene;
    brushes.hidden = !scene.own;
    planes.yours.style.cursor = scene.own ? "crosshair" : "default";
    kinds.forEach((made, kind) => {
      made.firstChild.style.background = theme.classes[kind];
      made.style.boxShadow = kind === brush ? `inset 0 0 0 2px ${theme.ink}` : "";
      made.setAttribute("aria-pressed", String(kind === brush));
    });
    const values = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0), half = values.length / 2;
    drawView(planes.yours, values.subarray(0, half), shownScene, theme, shown.wired ? "residual" : "plain");
    drawView(planes.twin, values.subarray(half), shownScene, theme, "plain");
    drawLosses(losses, shown, theme, state.size);
    say();
    const met = (shown.goals ?? []).map(({ title, done, how }) => {
      const words = `${done ? "★" : "☆"} ${title}${how ? `: ${how}` : ""}`;
      return element("span", { class: done ? "pg-done" : "", "aria-label": `${title}: ${done ? `met ${how}` : "open"}` }, words);
    });
    goals.replaceChildren(...met);
    list.fill();
    code.fill();
  }

  // Wires move while training runs, and for a while after the last change or the pointer's last move.
  function animate(time) {
    frame = 0;
    if (closed) return;
    const fresh = performance.now() - stirred < 100; // a last picture, even where nothing moves
    const lively = fresh || (!still && (state.shown.running || performance.now() - stirred < 6000));
    if (time - drawn > 30) { // some 30 pictures a second: Python needs the processor too
      drawn = time;
      drawWires(still ? 0 : time);
    }
    if (lively || (asked && performance.now() - asked < SILENCE + 500)) frame = requestAnimationFrame(animate);
    if (asked && performance.now() - asked > SILENCE) say();
  }
  function stir() { stirred = performance.now(); if (!frame) frame = requestAnimationFrame(animate); }
  state.stir = () => { drawn = 0; stir(); }; // the hand does not wait for the next of the thirty
  state.read = (wish) => { pointed = wish; say(); };

  function changed() {
    state.shown = model.get("shown");
    if (state.shown.skips !== undefined && ((state.shown.edit ?? 0) >= edit || performance.now() - edited > SILENCE)) { // else the hand has gone on
      state.skips = readSkips(state.shown.skips);
      points = model.get("scene").points ?? [];
      labels = model.get("scene").labels ?? [];
    }
    asked = 0;
    draw();
    stir();
    model.set("seen", state.shown.number ?? 0);
    model.save_changes();
  }
  const keep = () => { paper.src = model.get("png"); };
  model.on("change:shown", changed);
  model.on("change:png", keep);
  const resized = new ResizeObserver(() => requestAnimationFrame(() => { if (!closed) { draw(); stir(); } }));
  for (const part of [root, planes.yours.parentElement, lossBox]) resized.observe(part); // while a theme is changed, the parts alone
  const dressed = new MutationObserver(() => { draw(); stir(); });
  dressed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  keep();
  changed();
  return () => {
    closed = true;
    resized.disconnect();
    dressed.disconnect();
    model.off("change:shown", changed);
    model.off("change:png", keep);
  };
}

export default { render };
