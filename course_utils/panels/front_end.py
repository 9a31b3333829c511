"""Does this page talk to the kernel? A slider that says back what it was moved to."""

from __future__ import annotations

import html
from typing import Any

INSTEAD = (
    "A slider belongs here. On GitHub or on paper this sentence takes its place. In JupyterLab, run the cell;\n"
    "if the sentence stays, this page cannot show live controls: start it with `make lab`, and reload the page."
)


class FrontEnd:
    """The slider and its echo; one sentence for a page that cannot show them, another where ipywidgets is missing."""

    def __init__(self) -> None:
        self.text, self.box = INSTEAD, None
        try:
            import ipywidgets as widgets
        except ImportError:
            self.text = "✗ front end: ipywidgets is missing. Run `make lab` again, then menu Kernel, Restart Kernel."
            return
        self.slider = widgets.IntSlider(value=0, min=0, max=10, description="move me")
        self.echo = widgets.HTML()
        self.slider.observe(self._moved, "value")
        self._say("The slider is here. Now move it, with the mouse or the arrow keys.")
        from course_utils.panels.access import BOX, Access

        self.box = widgets.VBox([self.slider, self.echo, Access(question="move me")])
        self.box.add_class(BOX)

    def _moved(self, change: Any) -> None:
        self._say(f"✓ front end: the kernel heard you move the slider to {change.new}.")

    def _say(self, sentence: str) -> None:
        self.said = sentence
        self.echo.value = f'<div role="status" aria-live="polite">{html.escape(sentence)}</div>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        live = self.box._repr_mimebundle_() if self.box else {}
        return {**(live or {}), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return self.text
