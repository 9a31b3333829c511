"""The controls of a panel: what a parameter is called, which values it takes, and the widget that sets it.

Each control checks a value (`check`), lists values worth testing (`samples`) and builds its widget (`widget`). The
first two need no front end, so every panel is swept in a test without a kernel.

`when(parameters)` says at which values of the others a control matters; elsewhere it is disabled. `play` gives a
control that is time (training, depth, steps) a Play button, which moves it on every so many milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import ipywidgets as widgets


def always(parameters: Mapping[str, Any]) -> bool:
    """True: a control that matters whatever the others say."""
    return True


@dataclass(frozen=True)
class Slider:
    """A number between `minimum` and `maximum`; whole when `minimum`, `maximum` and `step` are."""

    name: str
    label: str
    minimum: float
    maximum: float
    step: float
    value: float
    when: Callable[[Mapping[str, Any]], bool] = always
    play: int = 0

    def __post_init__(self) -> None:
        if not self.step > 0:
            raise ValueError(f"{self.name} has steps of {self.step}: a step is more than 0.")
        object.__setattr__(self, "value", self.check(self.value))

    @property
    def whole(self) -> bool:
        """Whether the value is an integer: both ends and the step are."""
        return all(isinstance(number, Integral) for number in (self.minimum, self.maximum, self.step))

    @property
    def decimals(self) -> int:
        """How many digits after the point every value on the grid needs."""
        return max(0, *(-Decimal(str(number)).normalize().as_tuple().exponent for number in (self.minimum, self.step)))

    @property
    def range(self) -> str:
        """Which values are allowed, as the end of a sentence that begins with the name."""
        return f"goes from {self.minimum} to {self.maximum} in steps of {self.step}"

    def check(self, value: Any) -> float:
        """The value as this control holds it; raises `ValueError`, whose sentence names the range."""
        number = isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not self.minimum <= value <= self.maximum:
            raise ValueError(f"{self.name} = {value!r} is out of range: {self.name} {self.range}.")
        if self.whole and (value - self.minimum) % self.step:
            raise ValueError(f"{self.name} = {value!r} lies between two steps: {self.name} {self.range}.")
        return int(value) if self.whole else float(value)

    def samples(self, count: int) -> list[float]:
        """`count` values (fewer where the grid is coarser) from end to end, on the grid; both ends are always among
        them."""
        steps = math.floor((self.maximum - self.minimum) / self.step + 1e-9)
        picks = sorted({round(i * steps / (count - 1)) for i in range(count)})
        return [self.check(self.minimum + pick * self.step) for pick in picks[:-1]] + [self.check(self.maximum)]

    def widget(self, **options: Any) -> widgets.Widget:
        """A slider, set to the value the page begins with; `options` go to ipywidgets."""
        kind = widgets.IntSlider if self.whole else widgets.FloatSlider
        return kind(
            value=self.value,
            min=self.minimum,
            max=self.maximum,
            step=self.step,
            readout_format="d" if self.whole else f".{self.decimals}f",
            description=self.label,
            tooltip=f"{self.label}, {self.name} {self.range}",
            **options,
        )


@dataclass(frozen=True)
class Choice:
    """One of several values: a menu of words, or a slider over unevenly spaced numbers."""

    name: str
    label: str
    options: Sequence[Any]
    value: Any
    when: Callable[[Mapping[str, Any]], bool] = always
    play: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "value", self.check(self.value))
        if self.play and not self.numeric:
            raise ValueError(f"{self.name} has no numbers to play: {self.name} {self.range}.")

    @property
    def range(self) -> str:
        """Which values are allowed, as the end of a sentence that begins with the name."""
        return f"is one of {', '.join(map(repr, self.options))}"

    def check(self, value: Any) -> Any:
        """The option equal to `value`; raises `ValueError`, whose sentence lists the options."""
        for option in self.options:
            if type(option) is bool and type(value) is not bool:
                continue
            if isinstance(value, (str, Real, type(option))) and option == value:
                return option
        raise ValueError(f"{self.name} = {value!r} is not among the choices: {self.name} {self.range}.")

    def samples(self, count: int) -> list[Any]:
        """All options; `count` thins out numbers only, because each word may be a case of its own."""
        if not self.numeric or count >= len(self.options):
            return list(self.options)
        last = len(self.options) - 1
        return [self.options[i] for i in sorted({round(k * last / max(count - 1, 1)) for k in range(count)})]

    @property
    def numeric(self) -> bool:
        """Whether all options are real numbers, which `True` and `False` are not."""
        return all(isinstance(option, Real) and not isinstance(option, bool) for option in self.options)

    def widget(self, **options: Any) -> widgets.Widget:
        """A slider over numbers, a menu for anything else; `options` go to ipywidgets."""
        kind = widgets.SelectionSlider if self.numeric else widgets.Dropdown
        return kind(
            options=[(str(option), option) for option in self.options],
            value=self.value,
            description=self.label,
            tooltip=f"{self.label}, {self.name} {self.range}",
            **options,
        )


@dataclass(frozen=True)
class Toggle:
    """Yes or no."""

    name: str
    label: str
    value: bool = False
    when: Callable[[Mapping[str, Any]], bool] = always

    range = "is True or False"

    def check(self, value: Any) -> bool:
        """The value as a `bool`; raises `ValueError` for what is neither yes nor no."""
        if value not in (True, False):
            raise ValueError(f"{self.name} = {value!r} is neither yes nor no: {self.name} {self.range}.")
        return bool(value)

    def samples(self, count: int) -> list[bool]:
        """Both values, whatever `count`."""
        return [False, True]

    def widget(self, **options: Any) -> widgets.Widget:
        """A box to tick; `options` go to ipywidgets."""
        return widgets.Checkbox(
            value=self.value, description=self.label, tooltip=f"{self.label}, {self.name} {self.range}", **options
        )


Control = Slider | Choice | Toggle


def on_grid(control: Control, value: Any) -> Any:
    """What a field's value means: a slider on a page hands back 0.20000000000000018 where it was set to 0.2."""
    return round(value, control.decimals) if isinstance(control, Slider) and not control.whole else value


def stops(control: Slider | Choice) -> list[float]:
    """Every value of a slider, or of a choice among numbers, in its order."""
    if isinstance(control, Choice):
        return list(control.options)
    count = math.floor((control.maximum - control.minimum) / control.step + 1e-9) + 1
    return [round(value, control.decimals) for value in control.samples(count)]


def named(panel: str, controls: Sequence[Control]) -> dict[str, Control]:
    """The controls by their names; raises `ValueError` where two of a panel have one name."""
    names = [control.name for control in controls]
    if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise ValueError(f"{panel} has more than one control called {', '.join(repeated)}.")
    return dict(zip(names, controls, strict=True))


def check_all(panel: str, controls: Mapping[str, Control], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Each value as its control holds it; raises `ValueError`, in one sentence, for a wrong one or an unknown name."""
    for name in parameters:
        if name not in controls:
            raise ValueError(f"{panel} has no parameter {name!r}: it has {', '.join(controls)}.")
    return {name: controls[name].check(value) for name, value in parameters.items()}
