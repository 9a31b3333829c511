"""What a panel looks like: its controls, its buttons, the picture of fixed size, the readout beside it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import ipywidgets as widgets

from course_utils.figures import SCALES
from course_utils.panels.access import BOX, Access
from course_utils.panels.controls import Control, on_grid
from course_utils.panels.picture import as_address
from course_utils.panels.playing import play_button

FONT_PIXELS = 14
ROW_PIXELS = 30
STALE = "course-stale"
BUTTON_PIXELS = 148
TIGHT = "line-height: 1.45"  # so that a readout of two lines fits into the height kept for it


class View:
    """The widgets of one panel, and the words for what the panel does to them. Any thread may call these."""

    def __init__(self, controls: Sequence[Control], more: Sequence[Control], picture: Any, long: bool) -> None:
        scale, width, height = picture.scale, picture.width, picture.height
        self._kept: tuple[widgets.Widget, ...] = ()
        self.size = {"width": width, "height": height}
        self.controls = everything = [*controls, *more]
        wide = round(0.9 * max((len(control.label) for control in everything), default=0)) + 2
        self.fields = {control.name: _field(control, wide) for control in everything}
        reads = getattr(picture, "reads", [])
        self.play = play_button(everything, self.fields, [axes["box"] for axes in reads])
        self.reset = widgets.Button(description="Reset", tooltip="Set all controls back to what the page shows")
        self.run = widgets.Button(description="Run", tooltip="Start this computation", button_style="primary")
        self.stop = widgets.Button(
            description="Stop", tooltip="Stop this computation after its present step", disabled=True
        )
        self.progress = widgets.FloatProgress(min=0, max=1, layout={"width": "100%", "margin": "2px 0"})
        self.image = getattr(picture, "widget", None) or _image(width, height)
        two_lines = f"{1.5 * ROW_PIXELS * SCALES[scale]:.0f}px"
        self.readout = widgets.HTML(layout={"min_height": two_lines, "margin": "0 2px"})
        note = widgets.HTML(_css(scale))

        self.access = Access(axes=reads)
        self.work_row = widgets.HBox([self.run, self.stop, self.progress])
        top = widgets.HBox([self._controls(controls), self._buttons(more)], layout={"justify_content": "space-between"})
        folded = self._folded(more)
        rows = [top, folded, *([self.work_row] if long else []), self.image, self.readout, note, self.access]
        self.box = widgets.VBox(rows, layout={"width": f"{width + 8}px", "max_width": "100%"})
        for name in (BOX, f"{BOX}-{scale}"):
            self.box.add_class(name)

    def _controls(self, controls: Sequence[Control]) -> widgets.VBox:
        return widgets.VBox([self.fields[control.name] for control in controls], layout={"flex": "1 1 auto"})

    def _buttons(self, more: Sequence[Control]) -> widgets.VBox:
        self.unfold = widgets.ToggleButton(description="More settings", tooltip="Show or hide the further settings")
        play, unfold = [self.play] if self.play else [], [self.unfold] if more else []
        return widgets.VBox([self.reset, *play, *unfold], layout={"flex": "0 0 auto"})

    def _folded(self, more: Sequence[Control]) -> widgets.VBox:
        """A button and a box rather than an Accordion, whose header cannot be reached with the keyboard."""
        box = widgets.VBox([self.fields[control.name] for control in more], layout={"display": "none"})
        self.unfold.observe(lambda change: setattr(box.layout, "display", "" if change.new else "none"), "value")
        return box

    def observe(self, changed: Callable[[Any], None]) -> None:
        """Call `changed(change)` whenever the value of any control changes, by more than a slider rounds it."""
        for control in self.controls:
            self.fields[control.name].observe(partial(_pass_on, changed, control), "value")

    def values(self) -> dict[str, Any]:
        """What each control is set to, by its name."""
        return {control.name: on_grid(control, self.fields[control.name].value) for control in self.controls}

    def enable(self, names: Iterable[str]) -> None:
        """Let the hand move these controls and no others."""
        names = set(names)
        for name, field in self.fields.items():
            field.disabled = name not in names
        if self.play:
            self.play.disabled = self.play.name not in names

    def pause(self, change: Any = None) -> None:
        """Stop Play, unless this change of a control is its own."""
        if self.play and not (change and self.play.made(change)):
            self.play.pause()

    @contextmanager
    def later(self, names: Iterable[str]) -> Iterator[None]:
        """What is set in these controls within this reaches the page at its end, after the picture: a hand waits."""
        with ExitStack() as held:
            for name in names:
                held.enter_context(self.fields[name].hold_sync())
            yield

    def show(self, picture: bytes) -> None:
        """Show a PNG."""
        if isinstance(self.image, widgets.Image):
            self.image.value = as_address(picture).encode("ascii")

    @property
    def stale(self) -> bool:
        """Whether picture and readout belong to other settings than the controls': then both are pale."""
        return STALE in self.image._dom_classes

    @stale.setter
    def stale(self, other: bool) -> None:
        """Make both pale, or let them have their colours again."""
        for part in (self.image, self.readout):
            (part.add_class if other else part.remove_class)(STALE)

    def add_row(self, *parts: widgets.Widget) -> widgets.HBox:
        """Put a row under the controls in sight; it belongs to the panel, and closes with it."""
        row = widgets.HBox(parts)
        first, *rest = self.box.children
        self.box.children = (first, row, *rest)
        return row

    def keep(self, *parts: widgets.Widget) -> None:
        """Close these with the panel, though they lie in none of its boxes."""
        self._kept += parts

    def say(self, text: str) -> None:
        """Put a sentence into the readout, which screen readers read out."""
        self.access.words = text
        self.readout.value = f'<div role="status" aria-live="polite" style="{TIGHT}">{html.escape(text)}</div>'

    def complain(self, sentence: str) -> None:
        """Say what went wrong, in the place of the readout; the last picture stays."""
        style = f"{TIGHT}; color: var(--jp-error-color1, #b00020)"
        self.readout.value = f'<div role="alert" style="{style}">{html.escape(sentence)}</div>'

    def busy(self, running: bool) -> None:
        """Enable Stop while long work runs, and Run while none does; a beginning sets the bar to 0."""
        self.run.disabled, self.stop.disabled = running, not running
        if running:
            self.advance(0.0)

    def advance(self, fraction: float) -> None:
        """Set the bar to this share, 0 to 1, of long work."""
        self.progress.value = fraction

    def live(self) -> dict[str, Any]:
        """The widget as a cell's output; nothing once it is closed."""
        return (self.box._repr_mimebundle_ and self.box._repr_mimebundle_()) or {}

    def close(self) -> None:
        """Take all off the page, and out of ipywidgets' own memory, which keeps every widget that is not closed."""
        owned = [*self._kept, *(value for value in vars(self).values() if isinstance(value, widgets.Widget))]
        for widget in {part for whole in owned for part in _family(whole)}:
            widget.close()


def _pass_on(changed: Callable[[Any], None], control: Control, change: Any) -> None:
    """Tell of a change that is more than rounding."""
    if on_grid(control, change.old) != on_grid(control, change.new):
        changed(change)


def _field(control: Control, wide: int) -> widgets.Widget:
    """The control's widget, as wide as it may get, with room for the longest label."""
    return control.widget(style={"description_width": f"{wide}ch"}, layout={"width": "98%"})


def _image(width: int, height: int) -> widgets.Image:
    layout = {"max_width": "100%", "height": "auto", "object_fit": "contain"}
    return widgets.Image(format="url", width=width, height=height, layout=layout)  # the page cannot show a tooltip


def _family(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """The widget, its children, and the layout and style of each."""
    yield widget
    for name in widget.keys:
        value = getattr(widget, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, widgets.Widget):
                yield from _family(part)


def _css(scale: str) -> str:
    """The type size and height of everything in a panel of this scale."""
    sizes = {"font-size": FONT_PIXELS, "inline-height": ROW_PIXELS, "inline-width-short": BUTTON_PIXELS}
    rules = "".join(f"--jp-widgets-{name}: {pixels * SCALES[scale]:.0f}px;" for name, pixels in sizes.items())
    return f"<style>.course-panel-{scale} {{{rules}}} .{STALE} {{opacity: 0.45; filter: grayscale(1)}}</style>"
