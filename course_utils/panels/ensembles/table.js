// The operating table: the blocks of a network as buttons. It only shows `shown` and changes `arrangement`; the network
// runs in the kernel. `arrangement` lists the blocks from 1 in the order in which they run, a left-out one with a minus.

const STYLE = `
.optable { font-family: var(--jp-ui-font-family, sans-serif); font-size: var(--jp-widgets-font-size, 14px); color: var(--jp-ui-font-color1, #222);
  padding: 4px 2px; max-width: 100%; }
.optable .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 6px 0; }
.optable button { font: inherit; color: inherit; background: var(--jp-layout-color1, #fff); cursor: pointer;
  border: 1.5px solid var(--jp-border-color1, #888); border-radius: 4px; padding: 4px 9px; }
.optable button:focus-visible { outline: 3px solid #B26A00; outline-offset: 2px; }
.optable button[aria-checked="true"] { background: var(--jp-layout-color3, #ddd); font-weight: bold; }
.optable .blocks { gap: 0; padding: 10px 0; align-items: center; }
.optable .wire { width: 7px; height: 3px; background: var(--kind); }
.optable .block { min-width: 2.2em; height: 3.1em; padding: 0 3px; background: color-mix(in srgb, var(--kind) 30%, transparent);
  border: 2px solid var(--kind); font-weight: bold; }
.optable .block.out { background: none; border-style: dashed; color: inherit; font-weight: normal; }
.optable .block.moved { border-color: #B26A00; }
.optable .block.picked { background: #E69F00; border-color: #B26A00; color: #000; }
.optable .end { margin: 0 5px; }
.optable sub { line-height: 0; }
.optable .hint { min-height: 1.4em; margin: 2px 0; }
.optable .score { flex: 1 1 auto; height: 22px; position: relative; background: var(--jp-layout-color2, #eee); }
.optable .fill { height: 100%; background: var(--kind); }
.optable .guess { position: absolute; left: 10%; top: -3px; bottom: -3px; border-left: 2px dotted currentColor; }
.optable { --high: 96px; }
.optable canvas { width: var(--high); height: var(--high); image-rendering: pixelated; border: 1px solid #888; }
.optable .odds { display: grid; grid-template-columns: repeat(10, 2.3em); gap: 3px; align-items: end; height: var(--high); }
.optable .odds div { text-align: center; }
.optable .bar { background: var(--jp-ui-font-color3, #999); margin: 0 5px; }
.optable .best .bar { background: var(--kind); }
.optable .best { font-weight: bold; }
@media (max-height: 450px) { /* a page enlarged twofold: blocks, answer and readout stand in one window */
  .optable { --high: 58px; padding: 0; }
  .optable .row { margin: 2px 0; gap: 4px; }
  .optable .blocks { padding: 2px 0; gap: 2px 0; }
  .optable .block { min-width: 1.7em; height: 2em; padding: 0 1px; }
  .optable .wire { width: 3px; }
  .optable .end { margin: 0 2px; }
  .optable .score { height: 14px; }
  .optable .odds { grid-template-columns: repeat(10, 1.5em); gap: 1px; line-height: 1.2; }
  .optable .bar { margin: 0 2px; }
}
`;

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function render({ model, el }) {
  let swapping = false, picked = null, focused = 0;
  const root = element("div", { class: "optable", "data-lm-suppress-shortcuts": "true" });
  root.append(element("style", {}, STYLE));
  el.append(root);

  const tools = element("div", { class: "row" });
  const modes = element("div", { class: "row", role: "radiogroup", "aria-label": "What a click on a block does" });
  const leave = element("button", { role: "radio" }, "Leave out / put back");
  const swap = element("button", { role: "radio" }, "Swap two");
  const hint = element("div", { class: "hint", "aria-live": "polite" });
  const shuffle = element("button", {}, "Shuffle all");
  const restore = element("button", {}, "Put all back");
  modes.append(leave, swap);
  tools.append(modes, shuffle, restore);
  const blocks = element("div", { class: "row blocks", role: "toolbar", "aria-label": "Blocks, in the order they run" });
  const score = element("div", { class: "row" });
  const answer = element("div", { class: "row" });
  const paper = element("img", { class: "jupyter-widget-image", hidden: "" }); // what a saved notebook keeps
  root.append(tools, hint, blocks, score, answer, paper);
  const keep = () => { paper.src = model.get("png"); };
  model.on("change:png", keep);
  keep();

  const arrangement = () => [...model.get("arrangement")];
  const change = (next) => { model.set("arrangement", next); model.save_changes(); };
  const choose = (mode) => { swapping = mode; picked = null; draw(); };
  leave.onclick = () => choose(false);
  swap.onclick = () => choose(true);
  modes.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    choose(!swapping);
    (swapping ? swap : leave).focus();
  });
  restore.onclick = () => { picked = null; change(arrangement().map((_, place) => place + 1)); };
  shuffle.onclick = () => {
    const next = arrangement();
    for (let i = next.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [next[i], next[j]] = [next[j], next[i]];
    }
    picked = null;
    change(next);
  };

  function operate(place) {
    const next = arrangement();
    focused = place;
    if (!swapping) {
      next[place] = -next[place];
    } else if (picked === null || picked === place) {
      picked = picked === place ? null : place;
      return draw();
    } else {
      [next[picked], next[place]] = [next[place], next[picked]];
      picked = null;
    }
    change(next);
  }

  function walk(event) {
    const last = model.get("arrangement").length - 1;
    const to = { ArrowLeft: Math.max(focused - 1, 0), ArrowRight: Math.min(focused + 1, last), Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focused = to;
    const buttons = blocks.querySelectorAll("button");
    buttons.forEach((button, place) => button.setAttribute("tabindex", place === focused ? "0" : "-1"));
    buttons[focused].focus();
  }
  blocks.addEventListener("keydown", walk);

  function task() {
    if (!swapping) return "Click a block to take it out, and again to put it back.";
    if (picked === null) return "Click two blocks: they change places.";
    return `Block ${Math.abs(model.get("arrangement")[picked])} is picked. Click the one to change places with.`;
  }

  function words(number, place) {
    const state = number < 0 ? "left out" : Math.abs(number) === place + 1 ? "in its place" : `moved to place ${place + 1}`;
    return `Block ${Math.abs(number)}, ${state}${picked === place ? ", picked for a swap" : ""}`;
  }

  function drawBlocks() {
    const had = blocks.contains(document.activeElement);
    const start = element("span", { class: "end" }, "x");
    start.append(element("sub", {}, "0"));
    blocks.replaceChildren(start);
    model.get("arrangement").forEach((number, place) => {
      const kinds = ["block", number < 0 && "out", Math.abs(number) !== place + 1 && "moved", picked === place && "picked"];
      const button = element("button", {
        class: kinds.filter(Boolean).join(" "), "aria-label": words(number, place), "aria-pressed": String(number < 0),
        tabindex: place === focused ? "0" : "-1", title: words(number, place),
      }, String(Math.abs(number)));
      button.onclick = () => operate(place);
      button.onfocus = () => { focused = place; };
      blocks.append(element("span", { class: "wire" }), button);
    });
    blocks.append(element("span", { class: "wire" }), element("span", { class: "end" }, "head"));
    if (had) blocks.querySelectorAll("button")[focused]?.focus();
  }

  function drawScore(shown) {
    const bar = element("div", { class: "score", role: "img", "aria-label": `Accuracy ${shown.percent} %` });
    bar.append(element("div", { class: "fill", style: `width: ${shown.percent}%` }));
    bar.append(element("div", { class: "guess", title: "guessing" }));
    score.replaceChildren(element("span", {}, "Accuracy"), bar, element("b", {}, `${shown.percent} %`), element("span", {}, "(dotted: guessing)"));
  }

  function drawAnswer(shown) {
    const canvas = element("canvas", { width: 8, height: 8, role: "img", "aria-label": `A handwritten ${shown.label}` });
    const context = canvas.getContext("2d"), pixels = context.createImageData(8, 8);
    shown.image.forEach((grey, i) => pixels.data.set([grey, grey, grey, 255], 4 * i));
    context.putImageData(pixels, 0, 0);
    const best = shown.odds.indexOf(Math.max(...shown.odds));
    const odds = element("div", { class: "odds", role: "img", "aria-label": `The network says ${best}` });
    shown.odds.forEach((chance, digit) => {
      const column = element("div", { class: digit === best ? "best" : "" });
      column.append(element("div", { class: "bar", style: `height: calc(${chance} * (var(--high) - 26px))` }));
      column.append(element("span", {}, String(digit)));
      odds.append(column);
    });
    const right = best === shown.label ? "right" : `wrong, it is a ${shown.label}`;
    answer.replaceChildren(canvas, odds, element("span", {}, `It says ${best}: ${right}.`));
  }

  function draw() {
    const shown = model.get("shown");
    leave.setAttribute("aria-checked", String(!swapping));
    swap.setAttribute("aria-checked", String(swapping));
    leave.setAttribute("tabindex", swapping ? "-1" : "0");
    swap.setAttribute("tabindex", swapping ? "0" : "-1");
    if (hint.textContent !== task()) hint.textContent = task();
    if (!shown.odds) return;
    root.style.setProperty("--kind", shown.colour);
    drawBlocks();
    drawScore(shown);
    drawAnswer(shown);
  }
  model.on("change:shown", draw);
  model.on("change:arrangement", drawBlocks);
  draw();
  return () => { model.off("change:png", keep); model.off("change:shown", draw); model.off("change:arrangement", drawBlocks); };
}

export default { render };
