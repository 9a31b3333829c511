// What a widget showed, for a notebook opened again.
//
// A panel's output holds a live widget, a picture, and what the panel says (KEPT). Where the kernel knows the widget, it
// is shown; where it does not (the notebook was opened again, the kernel started again, the page is not trusted), the
// picture and the sentence are, and one line says how to wake the panel. When the notebook is saved, and when the kernel
// goes, the picture and the sentence that are on the page go into it. Other widgets, a progress bar among them, come
// without KEPT: they get theirs at the same moments, of the words on the page. The chapters as they are published hold
// pictures and sentences only; opened as they are, their panels and questions get the line below them.

const VIEW = "application/vnd.jupyter.widget-view+json";
const KEPT = "application/vnd.residual-networks-course.kept+json";
const PNG = "data:image/png;base64,";
const ASLEEP = "This panel is asleep: run its cell (Shift+Enter).";
const GOING = ["restarting", "autorestarting", "terminating", "dead"]; // what a kernel is said to be when it goes
const WORDS = ".widget-label, .jupyter-widget-label, .widget-html-content, .jupyter-widget-html-content, .widget-readout";
const HANDLES = "input, select, button, [role=slider]";
const LIVE = /^(panels\.\w+|predict|predict_number|recall)\(/m; // begins a cell that shows what a hand can move
const SAID = "\n\n*"; // begins what a prediction says of itself, behind its question and choices

const element = (tag, attributes, text = "") => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
};

/** The words of a live widget: what it says to a screen reader, else all its labels and numbers. */
function wordsOf(node) {
  const said = [...node.querySelectorAll("[role=status], [role=alert]")].pop();
  if (said) return said.textContent;
  return [...node.querySelectorAll(WORDS)].map((part) => part.textContent.trim()).filter(Boolean).join(" ");
}

export function keeperClass({ Panel, Widget }) {
  return class Keeper extends Panel {
    constructor(rendermime, keepers) {
      super();
      [this.rendermime, this.keepers, this.live, this.liveId, this.factory] = [rendermime, keepers, null, "", null];
      [this.wasAwake, this.gone] = [false, false];
      this.addClass("course-kept");
      this.still = new Panel();
      this.addWidget(this.still);
      this.observer = new MutationObserver(() => this.look());
      keepers.add(this);
    }

    dispose() {
      this.observer.disconnect();
      clearTimeout(this.timer);
      this.keepers.delete(this);
      super.dispose();
    }

    async renderModel(model) {
      this.model = model;
      await this.drawStill(model);
      this.wake();
    }

    /** Draw the live widget, if that has not been done with this id and by this factory. */
    wake() {
      const id = this.model?.data[VIEW]?.model_id ?? "", factory = this.rendermime.getFactory(VIEW);
      const isNew = id !== this.liveId || factory !== this.factory;
      if (id && factory && isNew && this.model.trusted) this.drawLive(this.model, id, factory);
      this.look();
    }

    async drawStill(model) {
      const { readout = "", asleep = true } = model.data[KEPT] ?? {}, markdown = String(model.data["text/markdown"] ?? "");
      for (const part of [...this.still.widgets]) part.dispose();
      if (markdown) {
        const words = this.rendermime.createRenderer("text/markdown");
        this.still.addWidget(words);
        await words.renderModel(model);
      }
      const node = element("div", { className: "course-kept-still" });
      const picture = model.data["image/png"], size = model.metadata["image/png"] ?? {};
      if (picture) {
        const image = element("img", { src: PNG + String(picture).replace(/\s/g, ""), alt: readout });
        if (size.width) image.width = size.width;
        node.append(image);
      }
      if (readout && !markdown.includes(SAID)) node.append(element("div", {}, readout));
      if (asleep) node.append(element("div", { className: "course-kept-asleep" }, ASLEEP));
      this.still.addWidget(new Widget({ node }));
    }

    drawLive(model, id, factory) {
      this.live?.dispose();
      this.observer.disconnect();
      this.gone = false;
      [this.live, this.liveId, this.factory] = [this.rendermime.createRenderer(VIEW), id, factory];
      this.addWidget(this.live);
      const what = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
      this.observer.observe(this.live.node, what);
      void this.live.renderModel(model);
      this.hope(1000);
    }

    /** Try again after 1, 2, .. 32 s: a busy kernel may tell ipywidgets of its widgets after that has given up. */
    hope(wait) {
      clearTimeout(this.timer);
      if (wait > 32_000) return;
      this.timer = setTimeout(() => {
        if (this.isDisposed || this.awake || this.wasAwake) return;
        this.drawLive(this.model, this.liveId, this.factory);
        this.hope(2 * wait);
      }, wait);
    }

    get awake() {
      const drawn = this.live?.widgets?.length > 0; // until then there is a sentence at best
      return Boolean(drawn) && !this.gone && !this.live.node.querySelector(".jupyter-widgets-disconnected");
    }

    /** Its kernel was shut down: a slider would still move, and no picture after it. */
    sleep() {
      this.gone ||= this.awake; // JupyterLab says it twice
      this.look();
    }

    look() {
      if (this.isDisposed) return;
      if (this.wasAwake && !this.awake) this.live.widgets.length ? this.keep() : this.forget();
      this.wasAwake = this.awake;
      this.still.setHidden(this.awake);
      this.live?.setHidden(!this.awake);
    }

    /** A bar that leaves nothing behind was closed by its own program. */
    forget() {
      const data = { ...this.model.data }, kept = data[KEPT];
      if (kept.asleep !== false || !kept.readout) return;
      this.model.setData({ data: { ...data, "text/plain": "", [KEPT]: { ...kept, readout: "" } }, metadata: this.model.metadata });
    }

    /** Put what is on the page into the notebook, if the widget is or was a moment ago alive. */
    keep() {
      if (!this.wasAwake || !this.live?.widgets?.length) return;
      const data = { ...this.model.data }, said = wordsOf(this.live.node);
      const image = this.live.node.querySelector("img.widget-image, img.jupyter-widget-image");
      if (data["image/png"] && !image?.src.startsWith(PNG)) return;
      if (data["image/png"]) data["image/png"] = image.src.slice(PNG.length);
      if (data["text/markdown"]) data["text/markdown"] = String(data["text/markdown"]).split(SAID)[0] + `${SAID}${said}*`;
      data[KEPT] = { ...data[KEPT], readout: said };
      if (data[KEPT].asleep === false) data["text/plain"] = said;
      if (JSON.stringify(data) !== JSON.stringify(this.model.data)) {
        this.model.setData({ data, metadata: this.model.metadata });
      }
    }
  };
}

/** Give every widget that comes without KEPT its words. */
function adopt(notebook) {
  for (const cell of notebook.widgets) {
    cell.outputArea?.widgets.forEach((part, place) => {
      const model = cell.outputArea.model.get(place);
      if (!model?.data[VIEW] || model.data[KEPT]) return;
      const lost = part.node.textContent && !part.node.querySelector(WORDS); // there is only a sentence of ipywidgets
      const said = lost ? String(model.data["text/plain"] ?? "") : wordsOf(part.node);
      const asleep = Boolean(part.node.querySelector(HANDLES));
      const data = { ...model.data, "text/plain": said, [KEPT]: { readout: said, asleep } };
      model.setData({ data, metadata: model.metadata });
    });
  }
}

/** Say it below a stored picture or question of a panel that has not run here. */
function markStored(cell) {
  const area = cell.outputArea;
  if (!area || !LIVE.test(cell.model.sharedModel.getSource())) return;
  const outputs = Array.from({ length: area.model.length }, (_, place) => area.model.get(place).data);
  const shown = outputs.some((data) => data["image/png"] || data["text/markdown"]);
  if (!shown || outputs.some((data) => data[VIEW] || data[KEPT])) return;
  const line = element("div", { className: "course-kept-still course-kept-stored" });
  line.append(element("div", { className: "course-kept-asleep" }, ASLEEP));
  area.node.append(line);
  const go = () => { line.remove(); area.model.changed.disconnect(go); };
  area.model.changed.connect(go);
}

/** JupyterLab shows pictures without their words: those that a figure says of itself become their alternative text. */
function describe(notebook) {
  for (const image of notebook.node.querySelectorAll(".jp-RenderedImage img:not([alt])")) {
    const cell = notebook.widgets.find((one) => one.node.contains(image));
    const place = cell?.outputArea?.widgets.findIndex((part) => part.node.contains(image)) ?? -1;
    const words = place < 0 ? "" : String(cell.outputArea.model.get(place)?.data["text/plain"] ?? "");
    image.alt = words.trim() || "A picture without words of its own";
  }
}

function describeAll(notebook) {
  let waiting = false;
  const look = () => { waiting = false; if (!notebook.isDisposed) describe(notebook); };
  const observer = new MutationObserver(() => {
    if (!waiting) waiting = Boolean(requestAnimationFrame(look));
  });
  observer.observe(notebook.node, { childList: true, subtree: true });
  notebook.disposed.connect(() => observer.disconnect());
  look();
}

/** Keep the widgets of one notebook's panel. */
export function watch(Keeper, panel, context) {
  void context.ready.then(() => {
    panel.content.widgets.forEach(markStored);
    describeAll(panel.content);
  });
  const rendermime = panel.content.rendermime, keepers = new Set();
  const createRenderer = () => new Keeper(rendermime, keepers);
  rendermime.addFactory({ safe: true, mimeTypes: [KEPT], createRenderer }, -20); // before the live widget's -10
  const keep = () => {
    for (const keeper of [...keepers]) keeper.keep();
    adopt(panel.content);
  };
  context.saveState.connect((_, state) => { if (state === "started") keep(); });
  context.sessionContext.kernelChanged.connect((_, { newValue }) => {
    if (!newValue) for (const keeper of keepers) keeper.sleep();
  });
  context.sessionContext.statusChanged.connect((_, status) => {
    if (GOING.includes(status)) keep();
    else for (const keeper of keepers) keeper.wake(); // on a page loaded again, ipywidgets may come after the outputs
  });
}
