"""The votes of a class on one prediction: hands that were counted, and devices that voted. No name is kept."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Votes:
    """Votes on `options` options, numbered from 0. A device has one vote, its last; hands are numbers typed in."""

    options: int
    hands: dict[int, int] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)

    def raise_hands(self, option: int, count: int) -> None:
        """Set how many hands were raised for an option; raises `ValueError` for no such option or number."""
        self._check(option)
        if not 0 <= count <= 9999:
            raise ValueError(f"{count} hands cannot be counted.")
        self.hands[option] = count

    def vote(self, device: str, option: int) -> None:
        """The vote of a device; a later one replaces it. Raises `ValueError` for no such option."""
        self._check(option)
        self.devices[device] = option

    @property
    def counts(self) -> list[int]:
        """Votes for each option, hands and devices together."""
        chosen = list(self.devices.values())
        return [self.hands.get(option, 0) + chosen.count(option) for option in range(self.options)]

    def _check(self, option: int) -> None:
        if isinstance(option, bool) or not isinstance(option, int) or not 0 <= option < self.options:
            raise ValueError(f"There is no option {option!r} among {self.options}.")
