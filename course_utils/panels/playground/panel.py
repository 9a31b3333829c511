"""The playground: the panel, its widget, and what the learner's hands ask of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import traitlets

from course_utils.figures import COLOURS
from course_utils.networks.wired import INITIAL, ORDERS
from course_utils.panels.controls import Choice, Slider, Toggle
from course_utils.panels.live import LivePicture, LiveWidget
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.playground import paper, sent
from course_utils.panels.playground.challenges import Challenges
from course_utils.panels.playground.field import PointsField, SkipsField
from course_utils.panels.playground.play import DATA, OWN, Look, Play, start
from course_utils.panels.playground.player import Player
from course_utils.panels.playground.sent import readout
from course_utils.system.scales import SCALES, chosen

FRONT_END = ("wires.js", "views.js", "list.js", "playground.js")  # one module, in this order
SCALE_FACTORS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
FOUR_CORNERS = "a -0.7,-0.7 -0.5,-0.6 0.7,0.6 0.5,0.7 b -0.7,0.6 -0.5,0.7 0.7,-0.7 0.5,-0.6"
UNSEEN = 3  # pictures that may be on their way to the page


class PlaygroundWidget(LiveWidget):
    """What the page shows: `scene` is set once a set of data, `shown` and `views` at every look.

    The hand asks by messages `{"do": "run" | "pause" | "step" | "rewind"}`, `{"do": "skips", "skips": "0-20/1"}` and
    `{"do": "points", "points": ...}`; the last two may bring their number, `edit`, which `shown` then names. `seen` is
    the number of the last look that the page has drawn.
    """

    _esm = "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in FRONT_END)
    size = traitlets.Float(1.0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    views = traitlets.Bytes().tag(sync=True)
    seen = traitlets.Int().tag(sync=True)


class PlaygroundPicture(LivePicture):
    """The network on the page, and its picture as PNG for paper: what `Panel` shows."""

    def __init__(self, scale: str | None) -> None:
        picture = Picture(paper.setup, paper.draw, (7.4, 4.5), scale)
        super().__init__(picture, PlaygroundWidget(layout={"width": "100%"}))
        self.extra: dict[str, Any] = {}  # what the panel says beside the data
        self._number = 0

    def shown(self, data: Look) -> dict[str, Any]:
        """The traits of the widget: the wires' sizes, the losses, the decisions."""
        self._number += 1
        scene = sent.scene(data.data) | {"colours": {name: COLOURS[name] for name in ("plain", "residual")}}
        shown = sent.numbers(data) | self.extra | {"number": self._number}
        return {"scene": scene, "shown": shown, "views": sent.views(data)}

    def glance(self, data: Look) -> None:
        """Show data of a running training on the page alone; not while the page is busy with earlier ones."""
        if 0 < self.widget.seen < self._number - UNSEEN:
            return
        with self.widget.hold_sync():
            for name, value in self.shown(data).items():
                setattr(self.widget, name, value)


class Playground(Panel):
    """A `Panel` whose network also trains: each move of a control is a new start, and `play` goes on from it."""

    def __init__(self, scale: str | None = None) -> None:
        self.challenges, self.play, self.ghost, self._leaving = Challenges(), None, [], False
        self._edit = 0  # the number of the hand's last change that has come here
        self.player = Player(self._glance, self._rest)
        controls = [
            Slider("depth", "depth (blocks)", 1, 40, 1, 24),
            Choice("data", "data", (*DATA, OWN), "spirals"),
        ]
        more = [
            Choice("order", "order in a block", tuple(ORDERS), "pre-activation"),
            Choice("scale", "branch scale", SCALE_FACTORS, 1.0),
            Toggle("norm", "with a norm", False),
            Choice("initial", "W begins as", tuple(INITIAL), "PyTorch"),
            SkipsField("skips", "skips"),
            PointsField("points", "your points", FOUR_CORNERS, when=lambda parameters: parameters["data"] == OWN),
        ]
        picture = PlaygroundPicture(scale)
        picture.widget.size = SCALES[chosen(scale)]
        picture.widget.on_msg(lambda _, message, __: self.asked(message))
        super().__init__("Playground", start, picture, readout, controls=controls, more=more)

    def train(self, steps: int | None = None) -> Self:
        """Train here and now, to the end or for so many steps, and return the panel, which a cell displays.

        An interrupt stops the training, not the cell; the panel says after which step.
        """
        try:
            self.player.here(self._playing(), steps)
        except KeyboardInterrupt:
            self.text = f"You stopped it after step {self.data.step}. {self.text}"
            self.view.say(self.text)
        return self

    def asked(self, message: dict[str, Any]) -> None:
        """What the page's buttons and the hand in the picture ask for."""
        wish = message.get("do")
        if wish in ("skips", "points"):
            self._edit = message.get("edit", self._edit)
            self._change(wish, message.get(wish, ""))
        elif wish == "run":
            self._run()
        elif wish == "pause":
            self.player.pause()
        elif wish == "step":
            self.player.here(self._playing(), 1)
        elif wish == "rewind":
            self.player.pause()
            self._refresh()

    def close(self) -> None:
        """Stop the training, and take the panel off the page for good."""
        self.player.pause()
        super().close()

    def _change(self, name, text):
        try:
            self.move(**{name: text})
        except ValueError as error:  # what a widget's callback raises shows up nowhere
            self._complain({name: text}, error)

    def _run(self):
        self.picture.extra["running"] = True
        self.picture.glance(self.data)
        self.player.run(self._playing())

    def _playing(self):
        """The play that goes on: the present one, or a new one where there is none or it is over."""
        if self.play is None or self.data.over:
            self.play = Play(self.parameters)
        return self.play

    def _show(self, parameters, data):
        """A control has moved: a new start, which runs on if the last one did; its losses stay as a ghost."""
        running, self._leaving = self.player.running, True
        self.player.pause()
        self._leaving = False
        if self.play is not None and self.play.step >= 10:
            self.ghost = list(self.play.lanes["yours"].losses)
        self.play = None
        self._draw(parameters, data, "")
        if running:
            self._run()

    def _draw(self, parameters, data, news):
        if self.picture is None:
            return
        goals = self.challenges.listed(data.data)
        rest = {"skips": parameters["skips"], "edit": self._edit, "running": False, "news": news}
        self.picture.extra = rest | {"goals": goals, "ghost": self.ghost}
        super()._show(parameters, data)
        if news:
            self.text = f"{news} {self.text}"
            self.view.say(self.text)

    def _glance(self, look):
        if self.picture is None:
            return
        if news := self.challenges.watch(look):
            self.view.say(news)
            self.picture.extra |= {"news": news, "goals": self.challenges.listed(look.data)}
        self.picture.glance(look)

    def _rest(self, look, error):
        if self._leaving:
            return
        news = self.challenges.watch(look) or self.picture.extra.get("news", "")
        self._draw(self.parameters, look, news)
        if error is not None:
            self._complain(self.parameters, error)


def playground(scale: str | None = None) -> Playground:
    """A network to wire by hand, which trains beside its plain twin while you watch.

    Click a block: the skip around it is added, or cut. Drag from one point to a later one: a longer skip.
    """
    return Playground(scale)
