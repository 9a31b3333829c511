// A prebuilt extension of JupyterLab, written by hand: no build step, and nothing of JupyterLab's own inside.
//
// A panel's output holds a live widget, a picture, and what the panel says (KEPT). Where the kernel knows the widget, it
// is shown; where it does not (the notebook was opened again, the kernel started again, the page is not trusted), the
// picture and the sentence are, and one line says how to wake the panel. When the notebook is saved, the picture and the
// sentence that are on the page go into it.

(() => {
  const NAME = "residual-networks-course";
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const KEPT = "application/vnd.residual-networks-course.kept+json";
  const PNG = "data:image/png;base64,";
  const ASLEEP = "This panel is asleep: run its cell (Shift+Enter).";
  let shared = {}; // what JupyterLab shares: {package: {version: {get}}}

  async function lumino() {
    const [version] = Object.values(shared["@lumino/widgets"]);
    return (await version.get())();
  }

  const element = (tag, attributes, text = "") => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.textContent = text;
    return made;
  };

  function keeperClass({ Panel, Widget }) {
    return class Keeper extends Panel {
      constructor(rendermime, keepers) {
        super();
        [this.rendermime, this.keepers, this.live, this.liveId] = [rendermime, keepers, null, ""];
        this.addClass("course-kept");
        this.still = new Panel();
        this.addWidget(this.still);
        this.observer = new MutationObserver(() => this.look());
        keepers.add(this);
      }

      dispose() {
        this.observer.disconnect();
        this.keepers.delete(this);
        super.dispose();
      }

      async renderModel(model) {
        this.model = model;
        await this.drawStill(model);
        const id = model.data[VIEW]?.model_id ?? "";
        if (id && model.trusted && id !== this.liveId && this.rendermime.getFactory(VIEW)) this.drawLive(model, id);
        this.look();
      }

      async drawStill(model) {
        const readout = String(model.data[KEPT]?.readout ?? "");
        for (const part of [...this.still.widgets]) part.dispose();
        if (model.data["text/markdown"]) {
          const words = this.rendermime.createRenderer("text/markdown");
          this.still.addWidget(words);
          await words.renderModel(model);
        }
        const node = element("div", { className: "course-kept-still" });
        const picture = model.data["image/png"], size = model.metadata["image/png"] ?? {};
        if (picture) {
          const image = element("img", { src: PNG + String(picture).replace(/\s/g, ""), alt: readout });
          if (size.width) image.width = size.width;
          image.style.maxWidth = "100%";
          node.append(image);
        }
        if (readout) node.append(element("div", {}, readout));
        const line = element("div", { className: "course-kept-asleep" }, ASLEEP);
        line.style.color = "var(--jp-ui-font-color2)";
        node.append(line);
        node.style.padding = "0 8px 4px";
        this.still.addWidget(new Widget({ node }));
      }

      drawLive(model, id) {
        this.live?.dispose();
        this.observer.disconnect();
        [this.live, this.liveId] = [this.rendermime.createRenderer(VIEW), id];
        this.addWidget(this.live);
        const what = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
        this.observer.observe(this.live.node, what);
        void this.live.renderModel(model);
      }

      get awake() {
        const drawn = this.live?.widgets?.length > 0; // until then there is a sentence at best
        return Boolean(drawn) && !this.live.node.querySelector(".jupyter-widgets-disconnected");
      }

      look() {
        if (this.isDisposed) return;
        this.still.setHidden(this.awake);
        this.live?.setHidden(!this.awake);
      }

      // Put what is on the page into the notebook.
      keep() {
        if (!this.awake) return;
        const data = { ...this.model.data };
        const said = [...this.live.node.querySelectorAll("[role=status], [role=alert]")].pop();
        const image = this.live.node.querySelector("img.widget-image, img.jupyter-widget-image");
        if (data["image/png"] && !image?.src.startsWith(PNG)) return;
        if (data["image/png"]) data["image/png"] = image.src.slice(PNG.length);
        data[KEPT] = { readout: said?.textContent ?? "" };
        if (JSON.stringify(data) !== JSON.stringify(this.model.data)) {
          this.model.setData({ data, metadata: this.model.metadata });
        }
      }
    };
  }

  async function extension() {
    const Keeper = keeperClass(await lumino());
    const activate = (app) => {
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: (panel, context) => {
          const rendermime = panel.content.rendermime, keepers = new Set();
          const createRenderer = () => new Keeper(rendermime, keepers);
          rendermime.addFactory({ safe: true, mimeTypes: [KEPT], createRenderer }, -20); // before the live widget's -10
          context.saveState.connect((_, state) => {
            if (state === "started") for (const keeper of keepers) keeper.keep();
          });
        },
      });
    };
    return { __esModule: true, default: { id: `${NAME}:plugin`, autoStart: true, activate } };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[NAME] = {
    init: (scope) => { shared = scope; },
    get: async () => { const made = await extension(); return () => made; },
  };
})();
