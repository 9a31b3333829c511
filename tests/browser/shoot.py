"""Run a notebook in JupyterLab and save pictures of it, from top to end.

python -m tests.browser.shoot lesson.ipynb pictures/ --theme dark --size 1920x1080
python -m tests.browser.shoot lesson.ipynb pictures/ --stored            (stored outputs, nothing run)
python -m tests.browser.shoot lesson.ipynb pictures/ --cells a-panel     (one picture a named cell)
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.browser.lab import THEMES, Lab, Server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("outdir", type=Path)
    parser.add_argument("--theme", choices=THEMES, default="light")
    parser.add_argument("--size", default="1280x720", help="width x height of the window in pixels")
    parser.add_argument("--stored", action="store_true", help="show the stored outputs; run nothing")
    parser.add_argument("--cells", nargs="*", default=[], help="save these cells only, one picture each")
    parser.add_argument("--seconds", type=int, default=600, help="time limit for running the notebook")
    arguments = parser.parse_args()
    size = tuple(map(int, arguments.size.split("x")))
    arguments.outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(arguments.notebook, folder)
        with Server(folder, arguments.theme) as server, Lab(server, size) as lab:
            lab.open_notebook(arguments.notebook.name).hide_furniture()
            if not arguments.stored:
                try:
                    lab.run_all(arguments.seconds)
                except AssertionError as error:
                    print(error)
                lab.page.wait_for_timeout(1000)
            stem = f"{arguments.notebook.stem}-{arguments.theme}-{arguments.size}"
            for name in arguments.cells:
                lab.screenshot(arguments.outdir / f"{stem}-{name}.png", cell=name)
            for stop in () if arguments.cells else lab.scroll_through():
                lab.screenshot(arguments.outdir / f"{stem}-{stop:02}.png")
    print(f"Saved to {arguments.outdir}.")


if __name__ == "__main__":
    main()
