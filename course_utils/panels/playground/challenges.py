"""Three challenges that notice by themselves when they are met."""

from dataclasses import dataclass, field, fields

from course_utils.networks.wired import DEEPEST, Wiring
from course_utils.panels.playground.play import Look


@dataclass
class Challenges:
    """What has been achieved so far in this panel; `watch` is shown every look, also those of a running training."""

    deep: bool = False
    fewest: dict[str, int] = field(default_factory=dict)  # skips, by the name of the data
    broken: str = ""
    _residual: list[tuple[str, Wiring]] = field(default_factory=list)  # residual networks that have learnt

    def watch(self, look: Look) -> str:
        """Take note of a look; returns a sentence where it is a success that is new."""
        news = ""
        if look.learnt:
            news = self._learnt(look)
        elif look.over:
            news = self._failed(look)
        return news

    def _learnt(self, look):
        wiring, best = look.wiring, self.fewest.get(look.data, DEEPEST * DEEPEST)
        if set(wiring.skips) == {(place, place + 1) for place in range(wiring.depth)}:
            self._residual = [*dict.fromkeys([*self._residual, (look.data, wiring)])]
        if wiring.depth < DEEPEST or (0, DEEPEST) in wiring.skips or len(wiring.skips) >= best:
            return ""
        self.fewest[look.data], first, self.deep = len(wiring.skips), not self.deep, True
        if first:
            return f"Challenge met: {DEEPEST} blocks have learnt, and no skip leads from end to end."
        return f"A record: {DEEPEST} blocks have learnt with {len(wiring.skips)} skips."

    def _failed(self, look):
        earlier = [wiring for data, wiring in self._residual if data == look.data]
        made = [change for wiring in earlier if (change := one_change(wiring, look.wiring))]
        if not made or self.broken:
            return ""
        self.broken = made[-1]
        return f"Challenge met: one change broke a residual network that had learnt ({self.broken})."

    def listed(self, data: str) -> list[dict]:
        """What the page shows of each challenge: its title, whether it is met, and how."""
        fewest = self.fewest.get(data)
        return [
            {"title": f"{DEEPEST} blocks learn, no end-to-end skip", "done": self.deep, "how": ""},
            {"title": "The fewest skips", "done": fewest is not None, "how": f"{fewest} so far" if fewest else ""},
            {"title": "Break it with one change", "done": bool(self.broken), "how": self.broken},
        ]


def one_change(before: Wiring, after: Wiring) -> str:
    """In words the only difference between two networks of one depth; empty where there is none, or more than one."""
    if before.depth != after.depth:
        return ""
    names = [item.name for item in fields(Wiring) if item.name not in ("depth", "skips")]
    made = [_words(name, getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)]
    for start, end in sorted(set(before.skips) ^ set(after.skips)):
        made.append(f"skip {start}-{end} {'cut' if (start, end) in before.skips else 'added'}")
    return made[0] if len(made) == 1 else ""


def _words(name, value):
    if name == "norm":
        return "with a norm" if value else "without a norm"
    return {"order": "", "scale": "branch scale ", "initial": "W begins as "}[name] + str(value)
