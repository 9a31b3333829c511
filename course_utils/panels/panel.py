"""The one panel class: controls move a computation, the computation moves a picture, the numbers stand beside it.

What is drawn later must not change the layout: the static parts are a cached picture, the artists are drawn over it in
the order of their `zorder`. A legend that is to lie above a curve is returned by `setup` among the artists.

A `compute` that is a generator is long work. It yields `(fraction, data)` and runs in a background thread with a
progress bar and a Stop button once Run is pressed; `panel.run()` works through it in the cell itself.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from course_utils.panels import cells, words
from course_utils.panels.access import kept
from course_utils.panels.controls import Control, check_all, named
from course_utils.panels.picture import Picture
from course_utils.panels.view import View
from course_utils.panels.work import Latest, Work, learning


class Panel:
    """`compute(**parameters) -> data`, a picture of the data, and a thin controller between them and the learner.

    `picture` is a `Picture`, or anything else with `frame(data) -> png`, `width`, `height` and `scale`; if it has a
    `widget`, that is shown instead of the PNG. Up to three `controls` stay in sight, `more` are folded away. What
    went wrong last is kept in `exception`, as a sentence in `error`.
    """

    def __init__(
        self,
        name: str,
        compute: Callable[..., Any],
        picture: Picture,
        readout: Callable[[Any], str],
        *,
        controls: Sequence[Control],
        more: Sequence[Control] = (),
    ) -> None:
        if len(controls) > 3:
            raise ValueError(f"{name} has {len(controls)} controls in sight: at most three, the rest goes into `more`.")
        self.name, self.compute, self.picture, self.readout = name, compute, picture, readout
        self.controls = named(name, [*controls, *more])
        self.in_sight = [control.name for control in controls]
        self.long = inspect.isgeneratorfunction(compute)
        self.data, self.png, self.text = None, b"", ""  # what the panel shows,
        self.error, self.exception = "", None
        self._of: dict[str, Any] = {}  # and of which parameters
        self._begin = {name: control.value for name, control in self.controls.items()}  # what Reset returns to

        self.view = View(controls, more, picture, self.long)
        self._moving = False
        self._refresh = Latest(self._redraw)
        self._connect()
        cells.replace(self)

    # What a cell calls

    def show(self, **parameters: Any) -> Self:
        """Set some of the controls, draw, and return the panel, which a cell displays. Reset comes back to here.

        Raises `ValueError` with one sentence for a value out of range and for an unknown parameter.
        """
        self.move(**parameters)
        self._begin = self.parameters
        return self

    __call__ = show

    def run(self, **parameters: Any) -> Self:
        """`show`, and where the work is long, work through it here and now."""
        self.show(**parameters)
        if self.long:
            self.work.stop()
            self.work.wait()
            self.view.busy(True)
            self.work.run(self.parameters)
        return self

    def begin_with(self, data: Any) -> Self:
        """Show data that long work had at the present settings before its first run, and return the panel."""
        self._show(self.parameters, data)
        return self

    def move(self, **parameters: Any) -> None:
        """What a hand does: as `show`, but Reset does not come back to here."""
        checked = self._check(parameters)
        self.view.pause()
        with self.view.later(checked):
            with self._one_move():
                for name, value in checked.items():
                    self.view.fields[name].value = value
            self._enable()
            if not self.long:
                self._refresh()
                self._refresh.settle()

    def reset(self) -> Self:
        """All controls back to where the cell set them: the values of the last `show`, or those they began with."""
        self.move(**self._begin)
        return self

    @property
    def parameters(self) -> dict[str, Any]:
        """The present values of all controls, by name."""
        return self.view.values()

    def close(self) -> None:
        """Stop long work, take the panel off the page for good, and free its picture."""
        if self.long:
            self.work.stop()
        self.view.close()
        self.picture = None

    # What the notebook calls

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live widget; where there is no kernel, the last picture; where there are no pictures, the readout."""
        self._refresh.settle()
        picture = base64.b64encode(self.png).decode("ascii")
        static = {"image/png": picture, "text/plain": repr(self)} | kept(self.error or self.text)
        return self.view.live() | static, {"image/png": self.view.size}

    def __repr__(self) -> str:
        if self.error:
            return f"{self.name}: {self.error}"
        return f"{self.name}({words.listed(self._of)}): {self.text}" if self._of else f"{self.name}: {self.text}"

    # What the learner's hands call

    def _connect(self) -> None:
        self._enable()
        self.view.observe(self._moved)
        self.view.reset.on_click(lambda _: self.reset())
        if self.long:
            self._prepare_long_work()
        else:
            self._refresh()

    def _moved(self, change: Any) -> None:
        if self._moving:
            return
        self.view.pause(change)
        self._enable()
        if not self.long:
            self._refresh()

    def _enable(self) -> None:
        parameters = self.parameters
        self.view.enable(name for name, control in self.controls.items() if control.when(parameters))
        self._fade()

    @contextmanager
    def _one_move(self) -> Iterator[None]:
        """Several controls move, one picture is drawn."""
        self._moving = True
        try:
            yield
        finally:
            self._moving = False

    def _redraw(self) -> None:
        parameters = self.parameters
        try:
            with learning():
                self._show(parameters, self.compute(**parameters))
        except Exception as error:  # shown here: what a widget's callback raises shows up nowhere
            self._complain(parameters, error)

    def _show(self, parameters: dict[str, Any], data: Any) -> None:
        if (picture := self.picture) is None:  # closed meanwhile
            return
        png, text = picture.frame(data), words.signed(self.readout(data))
        if self.long:
            text += words.settings(self.controls, parameters)
        self.data, self.png, self.text, self._of = data, png, text, parameters
        self.error, self.exception = "", None
        self.view.show(png)
        self.view.say(text)
        self._fade()

    def _fade(self) -> None:
        """Pale what long work has shown of other settings than the present ones."""
        if self.long:
            self.view.stale = bool(self._of) and self.parameters != self._of

    def _complain(self, parameters: dict[str, Any], error: Exception) -> None:
        self.exception, self.error = error, words.complaint(parameters, error)
        self.view.complain(self.error)

    def _check(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if self.picture is None:
            raise ValueError(f"{self.name} is closed: run the cell that made it again.")
        return check_all(self.name, self.controls, parameters)

    # Long work

    def _prepare_long_work(self) -> None:
        self.work = Work(self.compute, self.view.advance, self._show, self._end)
        self.view.run.on_click(lambda _: self._start())
        self.view.stop.on_click(lambda _: self.work.stop())
        self.png, self.text = self.picture.frame(None), "Press Run to begin."
        self.view.show(self.png)
        self.view.say(self.text)

    def _start(self) -> None:
        if not self.work.running:
            self.view.busy(True)
            self.work.start(self.parameters)

    def _end(self, parameters: dict[str, Any], error: Exception | None) -> None:
        if error is not None:
            self._complain(parameters, error)
        self.view.busy(False)
