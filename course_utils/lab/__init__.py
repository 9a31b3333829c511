"""The labs: one engine, and five experiments that register with it.

    profile = lab.choose_profile("degradation", hardware=hardware)
    results = lab.run(profile, hardware=hardware)
    lab.summary(results)

Beside what is measured stands what is `published`. An experiment's own tables are in its module.
"""

# The five experiments: importing them registers them.
from course_utils.lab import continuum, degradation, equal_budgets, lesions, units
from course_utils.lab.experiments import choose_profile
from course_utils.lab.published import published
from course_utils.lab.results import open_results
from course_utils.lab.run import run, table
from course_utils.lab.summary import median, spread, summary
from course_utils.lab.tuning import best_rates, run_tuned, tune

__all__ = [
    "best_rates",
    "choose_profile",
    "continuum",
    "degradation",
    "equal_budgets",
    "lesions",
    "median",
    "open_results",
    "published",
    "run",
    "run_tuned",
    "spread",
    "summary",
    "table",
    "tune",
    "units",
]
