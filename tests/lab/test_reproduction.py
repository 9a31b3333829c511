"""reproduction: the page says what the files of results say, nothing else, and is in step with them."""

from dataclasses import replace

import pytest

from course_utils.lab.evidence import LABS
from course_utils.lab.experiments import EXPERIMENTS
from course_utils.lab.reproduction import main, page
from course_utils.lab.results import Results
from course_utils.lab.tuning import _at


def fill(folder, experiment, name, data, error, seeds=None):
    """Rows as a GPU would leave them, their test errors by `error(job)`; None for one that diverged."""
    profile = replace(EXPERIMENTS[experiment]()[name], data=data)
    results = Results(folder / f"{experiment}.jsonl")
    for at in [_at(profile, rate) for rate in profile.rates] or [profile]:
        for job in at.jobs():
            value = error(job)
            status = "diverged" if value is None else "finished"
            rest = {"test_error": value, "loss": value, "status": status, "device": "a GPU", "torch": "2.11"}
            examined = {key: [] for key in getattr(job, "examined", ())}
            examined |= {"lengths": [1 / 28] * 28} if getattr(job, "shortcut", "") == "residual" else {}
            results.add(job.parameters | {"precision": "bfloat16"} | rest | examined)


def line(text, *parts):
    """The one line of the page that holds all `parts`."""
    (found,) = [each for each in text.splitlines() if all(part in each for part in parts)]
    return found


def depths(job):
    """Residual networks get better with depth, plain ones worse; seeds 0.1 points apart."""
    return (0.09 - job.depth / 4000 if job.shortcut == "identity" else 0.09 + job.depth / 1000) + job.seed / 1000


def test_the_page_is_in_step_with_the_results():
    assert main(["--check"]) == 0, "python -m course_utils.lab.reproduction"


def test_a_page_that_is_not_in_step_is_found(tmp_path):
    (tmp_path / "page.md").write_text(page(tmp_path))
    options = ["--results", str(tmp_path), "--page", str(tmp_path / "page.md")]
    assert main([*options, "--check"]) == 0
    fill(tmp_path, "degradation", "short", "fashion_mnist", depths)
    assert main([*options, "--check"]) == 1
    assert main(options) == 0 and main([*options, "--check"]) == 0


def test_what_was_not_run_stays_empty(tmp_path):
    text = page(tmp_path / "nowhere")
    assert text.count("Nothing was run yet") == len(LABS) == 5
    rows = [each for each in text.splitlines() if each.startswith("| ") and "---" not in each]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[0] in ("network", "finding") or not any(cells[4:] if len(cells) == 10 else cells[2:])
    assert "residual, 110 layers | 6.43 | CIFAR-10, best of 5" in text


def test_mean_and_deviation_of_the_last_epoch_and_findings_of_the_short_profile(tmp_path):
    fill(tmp_path, "degradation", "short", "fashion_mnist", depths)
    text = page(tmp_path)
    row = line(text, "residual, 56 layers", "short")  # 9 - 1.4 points, and 0, 0.1, 0.2 for the seeds
    assert "| Fashion-MNIST | a GPU | 3 | 7.70 ± 0.10 | not comparable |" in row
    assert "| 11.10 ± 0.10 |" in line(text, "plain, 20 layers", "Fashion-MNIST", "a GPU")
    for finding in (
        "plain, 20 layers against plain, 56",
        "56 layers, residual against plain",
        "110 layers against res",
    ):
        assert line(text, finding).endswith("| short, Fashion-MNIST | agrees |")


def test_the_papers_data_and_schedule_are_compared(tmp_path):
    """Five seeds 0.1 apart: mean 0.2 above the least, deviation 0.158."""
    fill(
        tmp_path,
        "degradation",
        "full",
        "cifar10",
        lambda job: {56: 0.0677, 110: 0.0843}.get(job.depth, 0.5) + job.seed / 1000,
    )
    text = page(tmp_path)
    assert "| 5 | 6.97 ± 0.16 | reproduced within 0.32 |" in line(text, "residual, 56 layers | 6.97", "full")
    assert "| 5 | 8.63 ± 0.16 | +2.20 points |" in line(text, "residual, 110 layers | 6.43", "full")


def test_a_training_that_diverged_is_counted_and_no_number_stands_for_it(tmp_path):
    lost = {("none", 1): None, ("none", 2): None, ("none", 0): None, ("identity", 2): None}
    fill(tmp_path, "degradation", "short", "cifar10", lambda job: lost.get((job.shortcut, job.seed), 0.1))
    text = page(tmp_path)
    assert "| 3 | 3 diverged |" in line(text, "plain, 20 layers |", "CIFAR-10 | a GPU")
    assert "| 3 | 10.00 ± 0.00; 1 diverged |" in line(text, "residual, 20 layers | 8.75", "a GPU")


def test_units_stand_at_the_rate_that_each_chose(tmp_path):
    best = {"original": 0.03}
    fill(
        tmp_path,
        "units",
        "short",
        "cifar10",
        lambda job: 0.1 if job.recipe.learning_rate == best.get(job.shortcut, 0.1) else 0.3,
    )
    text = page(tmp_path)
    assert text.count("| 3 | 10.00 ± 0.00 |") == 5 and "30.00" not in text
    assert line(text, "the order of each pair").endswith("| 0 agrees, 0 disagrees, 10 cannot tell |")


def test_the_other_labs_are_told_too(tmp_path):
    kinds = {"plain": 0.2, "residual": 0.1, "stochastic depth": 0.12}
    fill(tmp_path, "lesions", "short", "fashion_mnist", lambda job: kinds[job.shortcut] + job.seed / 1000)
    fill(tmp_path, "continuum", "short", "fashion_mnist", lambda job: 0.1 + job.seed / 1000)
    designs = {"basic": 0.1, "wide": 0.2, "bottleneck": 0.3, "ResNeXt": 0.4}
    fill(tmp_path, "equal_budgets", "short", "fashion_mnist", lambda job: designs[job.contender] + job.seed / 1000)
    text = page(tmp_path)
    assert line(text, "stochastic depth has the lower").endswith("| disagrees |")
    assert line(text, "the paths that carry the gradient").endswith("| 0 to 25 (27 blocks, 3 seeds) |")
    assert line(text, "one equation reads").endswith("| agrees: the seeds overlap |")
    assert line(text, "wide is better than bottleneck").endswith("| agrees |")
    assert line(text, "ResNeXt is better than wide").endswith("| disagrees |")
    assert "ODE | 0.42 | MNIST" in text and "| 10.10 ± 0.10 | not comparable |" in line(text, "ODE | 0.42", "a GPU")


@pytest.mark.parametrize(("name", "data"), [("quick", "digits"), ("short", "fashion_mnist[:12]")])
def test_quick_profiles_and_trials_are_no_results(tmp_path, name, data):
    fill(tmp_path, "degradation", name, data, lambda job: 0.1)
    assert page(tmp_path) == page(tmp_path / "nowhere")
