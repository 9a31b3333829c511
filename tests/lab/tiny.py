"""What the lab's tests train on: sixteen small pictures of noise, one or two epochs."""

from dataclasses import replace

import torch

from course_utils import lab
from course_utils.cost.designs import Design
from course_utils.data import Dataset
from course_utils.lab.equal_budgets import BudgetProfile
from course_utils.lab.lesions import LesionProfile
from course_utils.lab.results import Results
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe

CPU = choose_hardware("cpu")
RECIPE = Recipe(epochs=2, batch_size=8)
ADAM = Recipe(epochs=1, batch_size=8, learning_rate=3e-3, weight_decay=0.0, optimiser="adam")
FOREVER = Recipe(epochs=2, batch_size=8, learning_rate=1e9)  # diverges

DEPTHS = replace(
    lab.choose_profile("degradation", "quick"),
    name="tiny", depths=(8, 14), widths=(2, 2, 2), seeds=(0, 1), recipe=RECIPE,
)  # fmt: skip
UNITS = replace(
    lab.choose_profile("units", "quick"),
    name="tiny", depths=8, widths=(2, 2, 2), recipe=Recipe(epochs=1, batch_size=8), rates=(0.01, 0.1),
)  # fmt: skip
DESIGNS = {"basic": Design("basic", 1, 8), "bottleneck": Design("bottleneck", 1, 2)}
BUDGETS = BudgetProfile(
    name="tiny", data="pictograms", contenders=DESIGNS, recipe=RECIPE, seeds=(0, 1), stem_stride=2, rates=(0.01, 0.1)
)
LESIONS = LesionProfile(
    name="tiny", data="digits", widths=(4,), recipe=ADAM, depths=(10, 10, 10), seeds=(1, 2, 2), images=12, draws=2
)
CONTINUUM = replace(
    lab.choose_profile("continuum", "quick"),
    name="tiny", channels=4, recipe=ADAM, depth_recipe=ADAM, depths=(2, 4), width=4, seeds=(0, 1),
)  # fmt: skip
ALL = {profile.experiment: profile for profile in (DEPTHS, UNITS, BUDGETS, LESIONS, CONTINUUM)}


def pictures(channels=1, size=8, count=16):
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(2 * count, channels, size, size, generator=generator)
    labels = torch.arange(2 * count) % 10
    names = tuple("0123456789")
    return Dataset("tiny pictures", images[:count], labels[:count], images[count:], labels[count:], names)


def load(name):
    """Every dataset is small here; photographs have three channels."""
    return {"cifar10": pictures(3, 32), "pictograms": pictures(3)}.get(name) or pictures()


def run(profile=DEPTHS, kept=None, **settings):
    return lab.run(profile, kept or Results(), **{"hardware": CPU, "progress": False} | settings)
