// The same operations as a list, for the keyboard and for screen readers: a box for the skip around each block, the
// longer skips with a button each, and a form for another one. And the code that builds the same network.

/** Returns `{root, fill}`: `fill()` brings the list up to date; `toggled([start, end])` adds or cuts a skip. */
function listOf(state, toggled) {
  const root = element("details", { class: "pg-list" });
  root.append(element("summary", {}, "The skips as a list (keyboard, screen reader)"));
  const boxes = element("div", { class: "pg-boxes", role: "group", "aria-label": "Skips around one block" });
  const long = element("div", { class: "pg-long", role: "group", "aria-label": "Longer skips" });
  const form = element("div", { class: "pg-row" });
  const from = element("input", { type: "number", min: "0", value: "0", "aria-label": "from state" });
  const to = element("input", { type: "number", min: "1", value: "4", "aria-label": "to state" });
  const add = element("button", { type: "button" }, "Add or cut this skip");
  form.append(element("span", {}, "From state"), from, element("span", {}, "to state"), to, add);
  root.append(boxes, form, long);
  add.onclick = () => {
    const pair = [Number(from.value), Number(to.value)];
    if (Number.isInteger(pair[0]) && pair[0] >= 0 && pair[0] < pair[1] && pair[1] <= state.shown.depth) toggled(pair);
  };
  root.ontoggle = () => fill();

  function fill() {
    if (!root.open) return;
    const depth = state.shown.depth, has = (start, end) => state.skips.some((pair) => pair[0] === start && pair[1] === end);
    while (boxes.children.length > depth) boxes.lastChild.remove();
    while (boxes.children.length < depth) {
      const place = boxes.children.length, label = element("label"), box = element("input", { type: "checkbox" });
      box.setAttribute("aria-label", `Skip around block ${place + 1}`);
      box.onchange = () => toggled([place, place + 1]);
      label.append(box, String(place + 1));
      boxes.append(label);
    }
    [...boxes.children].forEach((label, place) => { label.firstChild.checked = has(place, place + 1); });
    const longer = state.skips.filter(([start, end]) => end - start > 1 && end <= depth);
    const had = long.contains(document.activeElement);
    long.replaceChildren(...longer.map(([start, end]) => {
      const cut = element("button", { type: "button", "aria-label": `Cut the skip from state ${start} to ${end}` }, `✕ ${start}–${end}`);
      cut.onclick = () => toggled([start, end]);
      return cut;
    }));
    if (had) (long.querySelector("button") ?? add).focus();
    for (const field of [from, to]) field.max = String(depth);
  }
  return { root, fill };
}

/** The code, folded, with a button that copies it. */
function codeOf(state) {
  const root = element("details", { class: "pg-code" }), code = element("pre");
  const copy = element("button", { type: "button" }, "Copy");
  root.append(element("summary", {}, "The same network in four lines of Python"), code, copy);
  copy.onclick = async () => {
    await navigator.clipboard?.writeText(code.textContent).catch(() => {});
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  };
  const fill = () => { if (code.textContent !== state.shown.code) code.textContent = state.shown.code ?? ""; };
  return { root, fill };
}
