"""forecast: measured steps times the images of all jobs, said before somebody waits for hours."""

from dataclasses import replace

import pytest

from course_utils.lab import forecast as module
from course_utils.lab.experiments import EXPERIMENTS
from course_utils.lab.forecast import forecast, seconds_an_image, told
from tests.lab.tiny import CPU, DEPTHS, UNITS, load, pictures, run

DATA = {"digits": pictures()}


@pytest.fixture
def asked(monkeypatch):
    """Networks of 8 layers take a second an image, deeper ones two; the list says which were measured."""
    kinds = []

    def seconds(job, data, hardware):
        kinds.append((job.depth, job.shortcut))
        return 1.0 if job.depth == 8 else 2.0

    monkeypatch.setattr(module, "seconds_an_image", seconds)
    return kinds


def test_hours_are_images_times_seconds_and_each_kind_is_measured_once(asked):
    jobs = DEPTHS.jobs()  # two depths, two shortcuts, two seeds; 16 images, 2 epochs
    assert forecast(jobs, DATA, CPU) == pytest.approx((4 * 1.0 + 4 * 2.0) * 16 * 2 / 3600)
    assert asked == [(8, "none"), (8, "identity"), (14, "none"), (14, "identity")]


def test_a_rate_makes_no_other_kind(asked):
    rates = [
        job for rate in (0.1, 0.2) for job in replace(UNITS, recipe=replace(UNITS.recipe, learning_rate=rate)).jobs()
    ]
    forecast(rates, DATA, CPU)
    assert len(asked) == len(UNITS.shortcuts)


def test_the_sentence(asked, monkeypatch):
    assert "On 1 CPU thread these 8 trainings take about 7 minutes, by 2 measured steps of each of 4 kinds" in told(
        DEPTHS.jobs(), DATA, CPU
    )
    monkeypatch.setattr(module, "forecast", lambda *_: 0.01)
    assert "take about 1 minute, by" in told(DEPTHS.jobs(), DATA, CPU)
    monkeypatch.setattr(module, "forecast", lambda *_: 41.26)
    assert "take about 41.3 hours" in told(DEPTHS.jobs(), DATA, CPU)


def test_a_deeper_network_is_measured_to_take_longer():
    small, large = DEPTHS.jobs()[0], replace(DEPTHS, depths=80, widths=(8, 8, 8)).jobs()[0]
    assert 0 < seconds_an_image(small, pictures(), CPU) < seconds_an_image(large, pictures(), CPU)


@pytest.mark.parametrize(("name", "said"), [("short", True), ("full", True), ("quick", False), ("mine", False)])
def test_who_asks_a_processor_for_a_gpus_work_is_told_first(capsys, name, said):
    run(replace(DEPTHS, name=name, depths=8, seeds=0))
    assert ("trainings take about" in capsys.readouterr().out) == said


def test_the_short_profiles_can_be_forecast():
    for profiles in EXPERIMENTS.values():
        job = profiles()["short"].jobs()[0]
        assert seconds_an_image(job, load("cifar10"), CPU) > 0
