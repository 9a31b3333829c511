// What ipywidgets leaves out, for everything inside the box that this widget lies in: names for handles, groups and Play
// buttons, words for the pictures, and keys that stay in the panel instead of cutting and moving the notebook's cells.

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
  let box = null, waiting = true;
  const mark = () => { if (box) nameControls(box, model); };
  const observer = new MutationObserver(mark);
  const begin = () => {
    if (!waiting) return;
    box = el.closest(BOX);
    if (!box) return requestAnimationFrame(begin); // not on the page yet
    observer.observe(box, { childList: true, subtree: true, characterData: true });
    mark();
  };
  requestAnimationFrame(begin);
  model.on("change:words", mark);
  return () => { waiting = false; observer.disconnect(); model.off("change:words", mark); };
}

export default { render };
