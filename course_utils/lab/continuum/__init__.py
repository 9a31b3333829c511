"""Chapter 5's experiments: one branch as a residual network and as an equation, and networks made deeper and deeper.

In a notebook: `run(choose_profile(among=PROFILES).model_jobs())`. On several devices the trainings are shared out:

    torchrun --nproc-per-node 4 -m course_utils.lab.continuum --profile full --results results
"""

from course_utils.lab.continuum.depth import DepthJob, random_orders, summary, trained_orders
from course_utils.lab.continuum.models import MODELS, ContinuumNet, ConvField
from course_utils.lab.continuum.profiles import PROFILES, Profile
from course_utils.lab.continuum.race import ModelJob, beside_published, published
from course_utils.lab.continuum.runs import run, spread

__all__ = [
    "MODELS",
    "PROFILES",
    "ContinuumNet",
    "ConvField",
    "DepthJob",
    "ModelJob",
    "Profile",
    "beside_published",
    "published",
    "random_orders",
    "run",
    "spread",
    "summary",
    "trained_orders",
]
