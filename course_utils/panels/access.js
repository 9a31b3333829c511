// What ipywidgets leaves out, for everything inside the box that this widget lies in: names for handles, groups and Play
// buttons, words for the pictures, values under the pointer, and keys that stay in the panel instead of cutting and moving
// the notebook's cells.

const BOX = ".course-panel";
/** The text of the label that ipywidgets writes before a control. */
const labelOf = (row) => row?.querySelector(".widget-label, .jupyter-widget-label")?.textContent.trim() ?? "";

/** Set an attribute where it differs, so that the observer below comes to rest. */
function put(node, name, text) {
  if (text && node.getAttribute(name) !== text) node.setAttribute(name, text);
}

function nameControls(box, model) {
  const row = ".widget-inline-hbox, .jupyter-widget-inline-hbox, .widget-hslider, .jupyter-widget-hslider";
  for (const handle of box.querySelectorAll(".noUi-handle")) {
    put(handle, "aria-label", labelOf(handle.closest(row)) || model.get("question"));
    const readout = handle.closest(row)?.querySelector(".widget-readout, .jupyter-widget-readout");
    if (readout) {
      put(readout, "aria-label", labelOf(handle.closest(row)) || model.get("question"));
      put(handle, "aria-valuetext", readout.textContent.trim());
    }
  }
  for (const group of box.querySelectorAll(".widget-radio-box, .jupyter-widget-radio-box, .widget-radio")) {
    put(group, "role", "radiogroup");
    put(group, "aria-label", labelOf(group.parentElement) || model.get("question"));
  }
  for (const button of box.querySelectorAll(".widget-play button, .jupyter-widget-play button")) {
    put(button, "aria-label", button.title || button.querySelector("i")?.className.replace(/.*fa-/, "") || "play");
  }
  for (const bar of box.querySelectorAll("[role=progressbar], progress")) put(bar, "aria-label", "progress");
  for (const image of box.querySelectorAll("img")) put(image, "alt", model.get("words"));
  if (!model.get("axes").length) return;
  for (const image of box.querySelectorAll(PICTURES)) { // the plane's own point has the keys there
    if (!image.closest(".course-plane")) put(image, "tabindex", "0");
  }
}

const PICTURES = "img.widget-image, img.jupyter-widget-image";
const RAISED = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];

/** A number as the readouts write it: 0.21, 1.3·10⁻⁵. */
function written(value, digits = 3) {
  if (!value) return "0";
  const [mantissa, power] = value.toExponential(1).split("e").map(Number);
  if (power >= -3 && power < 5) return value.toLocaleString("en", { maximumSignificantDigits: Math.max(digits, power + 1) }).replace("-", "−");
  const raised = (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => RAISED[digit]).join("");
  return `${mantissa.toFixed(1)}·10${raised}`;
}

/** The value of an axis at a share of its length, or the word of the nearest tick. */
function valueAt(axis, share) {
  const place = share * (axis.values.length - 1), i = Math.min(Math.floor(place), axis.values.length - 2), rest = place - i;
  const [low, high] = [axis.values[i], axis.values[i + 1]];
  const value = axis.log ? low * (high / low) ** rest : low + rest * (high - low);
  const near = axis.names.reduce((best, one) => (Math.abs(one[0] - value) < Math.abs(best[0] - value) ? one : best), [Infinity, ""]);
  const tiny = !axis.log && Math.abs(value) < 1e-9 * Math.abs(axis.values.at(-1) - axis.values[0]);
  return near[1] || written(tiny ? 0 : value);
}

/** What the axes say at a place of the picture, in shares of its width and of its height from below. */
function readAt(axes, across, up) {
  for (const { box: [left, right, bottom, top], x, y } of axes) {
    const shares = [(across - left) / (right - left), (up - bottom) / (top - bottom)];
    if (shares.some((share) => share < 0 || share > 1)) continue;
    const said = [x, y].map((axis, i) => axis && `${axis.label || "xy"[i]} ${valueAt(axis, shares[i])}`);
    return said.filter(Boolean).join(" · ");
  }
  return "";
}

/** Show the values under the pointer; where the picture has the focus, those at a ring that the arrow keys move. */
function readValues(box, model) {
  const tip = document.createElement("div"), ring = document.createElement("div");
  tip.className = "course-reads";
  ring.className = "course-reads-ring";
  tip.setAttribute("aria-live", "polite");
  const shown = "position: fixed; pointer-events: none; z-index: 9999; ";
  tip.style.cssText = `${shown}background: var(--jp-layout-color1, #fff); color: var(--jp-ui-font-color1, #222); border: 1px solid var(--jp-border-color1, #888); border-radius: 4px; padding: 1px 6px; font: 12px var(--jp-ui-font-family, sans-serif); white-space: nowrap;`;
  ring.style.cssText = `${shown}width: 11px; height: 11px; margin: -7px 0 0 -7px; border: 2px solid #B26A00; border-radius: 50%;`;
  let keyed = [0.3, 0.5];
  const hide = () => { tip.remove(); ring.remove(); };
  const frameOf = (image) => { // the picture within its place, which may have another shape
    const place = image.getBoundingClientRect(), scale = Math.min(place.width / image.naturalWidth, place.height / image.naturalHeight);
    const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    return { left: place.left + (place.width - width) / 2, top: place.top + (place.height - height) / 2, width, height };
  };
  const say = (image, x, y, withRing) => {
    const frame = frameOf(image);
    const words = readAt(model.get("axes"), (x - frame.left) / frame.width, 1 - (y - frame.top) / frame.height);
    if (!words) return hide();
    if (tip.textContent !== words) tip.textContent = words;
    document.body.append(tip, ...(withRing ? [ring] : []));
    tip.style.left = `${Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${y - 26}px`;
    [ring.style.left, ring.style.top] = [`${x}px`, `${y}px`];
  };
  const sayKeyed = (image) => {
    const frame = frameOf(image);
    say(image, frame.left + keyed[0] * frame.width, frame.top + (1 - keyed[1]) * frame.height, true);
  };
  const pictureOf = ({ target }) => (target.matches?.(PICTURES) && !target.closest(".course-plane-hover") ? target : null);
  box.addEventListener("pointermove", (event) => {
    const image = pictureOf(event);
    if (image) say(image, event.clientX, event.clientY, false);
    else hide();
  });
  box.addEventListener("pointerleave", hide);
  box.addEventListener("focusin", (event) => { if (pictureOf(event)?.matches(":focus-visible")) sayKeyed(event.target); });
  box.addEventListener("focusout", hide);
  box.addEventListener("keydown", (event) => {
    const image = pictureOf(event), way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") hide();
    if (!image || !way) return;
    event.preventDefault();
    event.stopPropagation();
    keyed = keyed.map((share, i) => Math.min(1, Math.max(0, share + way[i] * (event.shiftKey ? 0.05 : 0.01))));
    sayKeyed(image);
  });
  return hide;
}

/** Keys without Ctrl, Alt or the command key belong to the focused control; Shift+Enter still runs the cell. */
function keepKeys(event) {
  const target = event.target;
  if (!target?.closest?.(BOX)) return;
  const notebooks = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
  if (notebooks) target.removeAttribute("data-lm-suppress-shortcuts");
  else target.setAttribute("data-lm-suppress-shortcuts", "true");
}

function render({ model, el }) {
  el.style.display = "none";
  if (!window.courseKeepsKeys) {
    window.courseKeepsKeys = true;
    window.addEventListener("keydown", keepKeys, true); // before JupyterLab, which listens at the document
  }
  let box = null, waiting = true, hide = () => {};
  const mark = () => { if (box) nameControls(box, model); };
  const observer = new MutationObserver(mark);
  const begin = () => {
    if (!waiting) return;
    box = el.closest(BOX);
    if (!box) return requestAnimationFrame(begin); // not on the page yet
    observer.observe(box, { childList: true, subtree: true, characterData: true });
    if (model.get("axes").length) hide = readValues(box, model);
    mark();
  };
  requestAnimationFrame(begin);
  model.on("change:words", mark);
  return () => { waiting = false; hide(); observer.disconnect(); model.off("change:words", mark); };
}

export default { render };
