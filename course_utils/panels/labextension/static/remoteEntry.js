// A prebuilt extension of JupyterLab, written by hand: no build step, and nothing of JupyterLab's own inside.
//
// It does three things. A panel opened again shows its last picture and words (`kept.js`). Pictures follow the theme, and
// prose keeps a readable measure (`course.css`).

(() => {
  const NAME = "residual-networks-course";
  const HERE = document.currentScript.src;
  let shared = {}; // what JupyterLab shares: {package: {version: {get}}}

  async function lumino() {
    const [version] = Object.values(shared["@lumino/widgets"]);
    return (await version.get())();
  }

  function dress() {
    const link = document.createElement("link");
    [link.rel, link.href] = ["stylesheet", new URL("course.css", HERE)];
    document.head.append(link);
  }

  async function extension() {
    const { keeperClass, watch } = await import(new URL("kept.js", HERE));
    const Keeper = keeperClass(await lumino());
    const activate = (app) => {
      dress();
      app.docRegistry.addWidgetExtension("Notebook", { createNew: (panel, context) => watch(Keeper, panel, context) });
    };
    return { __esModule: true, default: { id: `${NAME}:plugin`, autoStart: true, activate } };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[NAME] = {
    init: (scope) => { shared = scope; },
    get: async () => { const made = await extension(); return () => made; },
  };
})();
