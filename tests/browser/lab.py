"""A JupyterLab server and a chromium page on it, driven as a learner would drive them.

    with Server(folder) as server, Lab(server, size=(1280, 720), theme="dark") as lab:
        lab.open_notebook("lesson.ipynb")
        lab.run_cells(["imports", "telescope-panel"])
        before = lab.image_of("telescope-panel")
        lab.press("telescope-panel", "depth")
        after = lab.next_image_of("telescope-panel", before)
        lab.screenshot("telescope.png")

Cells are named by their ids. Nothing is written outside temporary folders; the browser resolves no host but this one.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
)
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
AXE = Path(__file__).parent / "axe.min.js"  # axe-core 4.10.3, Mozilla Public License 2.0, as its makers publish it
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


def find_browser():
    """Return the path of a chromium or Chrome on this machine, or None. COURSE_BROWSER names one explicitly."""
    candidates = [os.environ.get("COURSE_BROWSER", ""), *map(shutil.which, BROWSERS), *BROWSER_PATHS]
    return next((path for path in candidates if path and Path(path).exists()), None)


def free_port():
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


EVERY_CELL_RAN = """() => jupyterapp.shell.currentWidget.content.widgets.every(({model}) =>
    model.type !== 'code' || !model.sharedModel.getSource().trim() || model.executionCount !== null)"""


class Server:
    """A JupyterLab server over `folder`, with its own settings, workspaces, configuration and runtime files.

    `without` names extensions of JupyterLab that are left out.
    """

    def __init__(self, folder, theme="light", without=()):
        self.folder, self.theme, self.without = Path(folder).resolve(), theme, without
        self.token, self.port = secrets.token_hex(16), free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._home = tempfile.TemporaryDirectory(prefix="course-lab-", ignore_cleanup_errors=True)
        home = Path(self._home.name)
        self._write_settings(home / "settings")
        configured = home / "config" / "labconfig" / "page_config.json"
        configured.parent.mkdir(parents=True)
        configured.write_text(json.dumps({"disabledExtensions": dict.fromkeys(self.without, True)}))
        self.log = home / "server.log"
        environment = os.environ | {
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_PATH": "",
            "IPYTHONDIR": str(home / "ipython"),
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        command += [f"--port={self.port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.folder}"]
        command += [f"--IdentityProvider.token={self.token}", "--LabApp.expose_app_in_browser=True"]
        with self.log.open("w") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.cleanup()

    def _write_settings(self, folder):
        settings = SETTINGS | {"@jupyterlab/apputils-extension/themes": {"theme": THEMES[self.theme]}}
        for plugin, values in settings.items():
            path = folder / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    def _wait_until_up(self, seconds=90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/api?token={self.token}", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        end_of_log = self.log.read_text()[-2000:]
        raise RuntimeError(f"JupyterLab did not start within {seconds} s. Its log ends:\n{end_of_log}")


class Lab:
    """One browser page on a `Server`: open a notebook, run its cells, move its sliders, look at its pictures."""

    def __init__(self, server, size=(1280, 720), theme=None):
        self.server, self.size, self.theme = server, size, theme or server.theme

    def __enter__(self):
        from playwright.sync_api import sync_playwright

        browser = find_browser()
        if browser is None:
            raise RuntimeError("No chromium or Chrome was found. Install one, or name it in COURSE_BROWSER.")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=browser, args=list(BROWSER_FLAGS))
        self.page = self._browser.new_page(viewport={"width": self.size[0], "height": self.size[1]})
        self.page.set_default_timeout(60_000)
        return self

    def __exit__(self, *_):
        self._browser.close()
        self._playwright.stop()

    def open_notebook(self, path):
        """Open the notebook at `path` (relative to the server's folder) and wait for its kernel."""
        self.page.goto(f"{self.server.url}/lab/tree/{path}?reset&token={self.server.token}")
        self.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext", timeout=90_000)
        if self.theme != self.server.theme:
            self.set_theme(self.theme)
        return self._find_cells()

    def _find_cells(self):
        self.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.ready; }")
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=90_000
        )
        self.page.evaluate(
            """() => {
                for (const cell of jupyterapp.shell.currentWidget.content.widgets)
                    cell.node.dataset.courseCell = cell.model.id;
            }"""
        )
        return self

    def reopen_notebook(self, path):
        """Close the notebook and open it again on the same page, as its file is now and with a new kernel if it needs
        one."""
        self.page.evaluate(
            """async path => {
                jupyterapp.shell.currentWidget.dispose();
                const widget = await jupyterapp.commands.execute('docmanager:open', {path});
                await widget.context.ready;
                jupyterapp.shell.activateById(widget.id);
            }""",
            path,
        )
        self.page.wait_for_function("path => jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
        return self._find_cells()

    def save(self):
        """Save the notebook."""
        self.page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.save(); }")

    def restart_kernel(self):
        """Start the kernel again, and wait for it."""
        self.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.restartKernel(); }")
        self._find_cells()

    def shut_kernel_down(self):
        """End the kernel."""
        self.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.shutdown(); }")

    def axe(self, inside):
        """Return what axe-core finds in the parts of the page that the selector names: "rule: target", serious or
        critical only."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            """async inside => {
                const runOnly = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
                return (await axe.run({include: [inside]}, {runOnly, resultTypes: ['violations']})).violations;
            }""",
            inside,
        )
        return [
            f"{fault['id']} ({fault['impact']}): {' '.join(map(str, node['target']))}: {node['html'][:160]}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    def set_theme(self, theme):
        """Change to the "light" or "dark" theme and wait for the page to wear it."""
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", THEMES[theme])
        light = json.dumps(str(theme == "light").lower())
        self.page.wait_for_function(f"() => document.body.dataset.jpThemeLight === {light}")
        self.theme = theme

    def set_size(self, width, height):
        """Change the size of the page, in CSS pixels."""
        self.size = (width, height)
        self.page.set_viewport_size({"width": width, "height": height})

    def cells(self):
        """Return the notebook as the front end holds it: a list of dicts in nbformat's shape."""
        return self.page.evaluate("() => jupyterapp.shell.currentWidget.content.model.toJSON().cells")

    def run_cells(self, ids, seconds=300):
        """Run the named cells in the given order and fail on an error output that no tag announces."""
        known = {cell["id"] for cell in self.cells()}
        if missing := [name for name in ids if name not in known]:
            raise LookupError(f"The notebook has no cell {', '.join(missing)}.")
        self.page.evaluate(
            """ids => {
                window.courseRun = 'running';
                (async () => {
                    const notebook = jupyterapp.shell.currentWidget.content;
                    for (const id of ids) {
                        notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
                        notebook.deselectAll();
                        await jupyterapp.commands.execute('notebook:run-cell');
                    }
                    window.courseRun = 'done';
                })().catch(error => { window.courseRun = 'failed: ' + error; });
            }""",
            list(ids),
        )
        self._finish_run(seconds)

    def run_all(self, seconds=300):
        """Run every cell and fail on an error output that no tag announces."""
        self.page.evaluate(
            """() => {
                window.courseRun = 'running';
                jupyterapp.commands.execute('notebook:run-all-cells').then(
                    () => { window.courseRun = 'done'; }, error => { window.courseRun = 'failed: ' + error; });
            }"""
        )
        self.page.wait_for_function(EVERY_CELL_RAN, timeout=seconds * 1000)  # an announced error ends the promise early
        self._finish_run(seconds)

    def _finish_run(self, seconds):
        self.page.wait_for_function("() => window.courseRun !== 'running'", timeout=seconds * 1000)
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
            timeout=seconds * 1000,
        )
        if (state := self.page.evaluate("() => window.courseRun")) != "done":
            raise AssertionError(f"The cells did not run: {state}")
        if errors := self.errors():
            raise AssertionError("Error outputs: " + "; ".join(errors))

    def errors(self):
        """Return every error output that no `raises-exception` tag announces, as "cell: name: message"."""
        return [
            f"{cell['id']}: {output['ename']}: {output['evalue']}"
            for cell in self.cells()
            for output in cell.get("outputs", [])
            if output["output_type"] == "error" and "raises-exception" not in cell["metadata"].get("tags", [])
        ]

    def cell(self, name):
        """Return the locator of the cell called `name`."""
        return self.page.locator(f"[data-course-cell='{name}']")

    def slider(self, cell, label):
        """Return the handle of the slider whose label contains `label`, in the cell called `cell`."""
        rows = self.cell(cell).locator(".widget-slider, .jupyter-widget-slider")
        row = rows.filter(has=self.page.locator(".widget-label", has_text=label))
        return row.first.get_by_role("slider").first

    def press(self, cell, label, key="ArrowRight", times=1):
        """Focus a slider and press a key on it, as a keyboard user does."""
        handle = self.slider(cell, label)
        handle.scroll_into_view_if_needed()
        handle.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def image_of(self, cell):
        """Return the bytes of the picture that the panel in `cell` shows now."""
        picture = self.cell(cell).locator("img.widget-image, img.jupyter-widget-image").first
        picture.wait_for()
        encoded = picture.evaluate(
            """async node => {
                await node.decode();
                const bytes = new Uint8Array(await (await fetch(node.src)).arrayBuffer());
                return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
            }"""
        )
        return base64.b64decode(encoded)

    def next_image_of(self, cell, before, seconds=90):
        """Wait until the panel in `cell` shows another picture than `before`, and return its bytes."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (now := self._try_image(cell)) not in (None, before):
                return now
            self.page.wait_for_timeout(50)
        raise AssertionError(f"The picture in {cell} was still the same after {seconds} s.")

    def _try_image(self, cell):
        from playwright.sync_api import Error

        try:
            return self.image_of(cell)
        except Error:  # the picture was replaced while it was being read
            return None

    def screenshot(self, path, theme=None, size=None, cell=None):
        """Save what the window shows, or one cell of it; optionally in another theme or size first."""
        if theme and theme != self.theme:
            self.set_theme(theme)
        if size and tuple(size) != tuple(self.size):
            self.set_size(*size)
            self.page.wait_for_timeout(500)
        target = self.cell(cell) if cell else self.page
        target.screenshot(path=str(path))

    def hide_furniture(self):
        """Fold JupyterLab's side bar away, so that the notebook has the whole width."""
        self.page.evaluate("() => { jupyterapp.shell.collapseLeft(); jupyterapp.shell.collapseRight(); }")
        self.page.wait_for_timeout(300)

    def scroll_through(self):
        """Scroll from the notebook's top to its end, one window at a time; yield the number of each stop."""
        scroller = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer").first
        height, total = scroller.evaluate("node => [node.clientHeight, node.scrollHeight]")
        for stop in range(-(-total // (height - 40))):
            scroller.evaluate("(node, top) => { node.scrollTop = top; }", stop * (height - 40))
            self.page.wait_for_timeout(250)
            yield stop
