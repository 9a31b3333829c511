"""What chapter 5's lab trains, in two sizes."""

from dataclasses import dataclass

from course_utils.lab.continuum.depth import DepthJob
from course_utils.lab.continuum.models import MODELS
from course_utils.lab.continuum.race import ModelJob
from course_utils.training.loop import Recipe


@dataclass(frozen=True)
class Profile:
    """The trainings of both experiments: every model, and every start at every depth, from every seed.

    `channels` and `halvings` are those of `ContinuumNet`, `tolerance` that of its adaptive solver, `width` that of
    `refinement.DepthNet`. The two recipes belong to the two experiments.
    """

    name: str
    data: str
    channels: int
    halvings: int
    tolerance: float
    recipe: Recipe
    depths: tuple[int, ...]
    width: int
    depth_recipe: Recipe
    models: tuple[str, ...] = MODELS
    starts: tuple[str, ...] = ("full", "independent", "tied")
    seeds: tuple[int, ...] = (0, 1, 2)

    def __str__(self):
        return (
            f"{self.name}: {len(self.model_jobs())} trainings of {', '.join(self.models)} ({self.channels} channels, "
            f"{self.recipe.epochs} epochs) and {len(self.depth_jobs())} of {', '.join(map(str, self.depths))} blocks "
            f"({self.depth_recipe.epochs} epochs), on {self.data}, seeds {', '.join(map(str, self.seeds))}."
        )

    def model_jobs(self) -> list[ModelJob]:
        """The race, all models for the first seed first."""
        settings = self.channels, self.halvings, self.tolerance
        return [
            ModelJob(self.data, model, *settings, seed, self.recipe) for seed in self.seeds for model in self.models
        ]

    def depth_jobs(self) -> list[DepthJob]:
        """The refinement, all starts and depths for the first seed first."""
        return [
            DepthJob(self.data, start, depth, self.width, seed, self.depth_recipe)
            for seed in self.seeds
            for start in self.starts
            for depth in self.depths
        ]


def _adam(epochs: int, rate: float, batch: int) -> Recipe:
    return Recipe(epochs, rate, batch, weight_decay=0.0, optimiser="adam")


QUICK = Profile("quick", "digits", 8, 1, 1e-2, _adam(4, 0.01, 64), (8, 16, 32, 64), 32, _adam(12, 3e-3, 128))
FULL = Profile("full", "cifar10", 64, 2, 1e-3, _adam(30, 1e-3, 128), (8, 16, 32, 64, 128), 128, _adam(20, 1e-3, 128))
PROFILES = {"quick": QUICK, "full": FULL}
