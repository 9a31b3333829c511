"""Which experiments there are: each registers its profiles under its name, and one of them is chosen here."""

import os
from collections.abc import Callable
from functools import cache

from course_utils.lab.job import Profile
from course_utils.system.device import Hardware, choose_hardware

EXPERIMENTS: dict[str, Callable[[], dict[str, Profile]]] = {}


def register(name: str) -> Callable:
    """`@register("units")` above the function that makes an experiment's profiles, which is then called once."""

    def remember(profiles):
        EXPERIMENTS[name] = cache(profiles)
        return EXPERIMENTS[name]

    return remember


def choose_profile(experiment: str, wish: str | None = None, hardware: Hardware | None = None) -> Profile:
    """The profile of `experiment` called `wish` (or COURSE_PROFILE): "quick", "full", or "auto".

    "auto" is full on a CUDA GPU only. Raises `ValueError` for a name that is not known.
    """
    if experiment not in EXPERIMENTS:
        raise ValueError(f"No experiment is called {experiment!r}. Choose one of {', '.join(EXPERIMENTS)}.")
    wish, among = wish or os.environ.get("COURSE_PROFILE") or "auto", EXPERIMENTS[experiment]()
    if wish == "auto":
        wish = "full" if (hardware or choose_hardware()).device.type == "cuda" else "quick"
    if wish not in among:
        raise ValueError(f"No profile is called {wish!r}. Choose one of auto, {', '.join(among)}.")
    return among[wish]
