"""Which experiments there are: each registers its profiles under its name, and one of them is chosen here."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from course_utils.lab.job import Profile
from course_utils.lab.sharing import photographs_in_turn
from course_utils.system.device import Hardware, choose_hardware

EXPERIMENTS: dict[str, Callable[[], dict[str, Profile]]] = {}


def register(name: str) -> Callable:
    """`@register("units")` above the function that makes an experiment's profiles, which is then called once."""

    def remember(profiles):
        EXPERIMENTS[name] = cache(profiles)
        return EXPERIMENTS[name]

    return remember


def choose_profile(experiment: str, wish: str | None = None, hardware: Hardware | None = None) -> Profile:
    """The profile of `experiment` called `wish` (or COURSE_PROFILE): "quick", "short", "full", or "auto".

    "auto" is short on a CUDA GPU, quick elsewhere. A short profile takes the best photographs that can be had
    (`data.best_at_full_size`) and says why where it has none. Raises `ValueError` for a name that is not known.
    """
    if experiment not in EXPERIMENTS:
        raise ValueError(f"No experiment is called {experiment!r}. Choose one of {', '.join(EXPERIMENTS)}.")
    wish, among = wish or os.environ.get("COURSE_PROFILE") or "auto", EXPERIMENTS[experiment]()
    if wish == "auto":
        wish = "short" if (hardware or choose_hardware()).device.type == "cuda" else "quick"
    if wish not in among:
        raise ValueError(f"No profile is called {wish!r}. Choose one of auto, {', '.join(among)}.")
    profile = among[wish]
    return replace(profile, data=photographs_in_turn()) if wish == "short" else profile
