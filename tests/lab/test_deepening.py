"""deepening: trained stacks made deeper, random ones, and the order at which they settle."""

import math
from dataclasses import replace

import pandas
import pytest
import torch

from course_utils.dynamics.refinement import DepthNet, interpolated, moved, repeated, roughness
from course_utils.lab.deepening import FLOW, at_depth, random_orders, trained_orders
from course_utils.networks.staged import seeded
from course_utils.training.loop import train
from tests.lab.tiny import ADAM, CONTINUUM, CPU, pictures, run

DEEPENING = CONTINUUM.only("deepening")


def test_a_row_is_what_one_would_measure_by_hand():
    job, data = DEEPENING.jobs()[1], pictures()
    row = job.measure(data, CPU)
    with seeded(job.seed):
        network = DepthNet(job.depth, job.start, job.width)
    train(network, data, ADAM, job.seed, CPU, progress=False)
    with torch.no_grad():
        before = network(data.test_inputs)
        doubled = network.at_depth(data.test_inputs, interpolated(network.steps, 2))
        flow = network.at_depth(data.test_inputs, repeated(network.steps, FLOW))
    assert (row["doubled_gap"], row["flow_gap"]) == (moved(doubled, before), moved(flow, before))
    for name, logits in (("test", before), ("doubled", doubled), ("flow", flow)):
        wrong = (logits.argmax(1) != data.test_labels).double().mean().item()
        assert row[f"{name}_error"] == pytest.approx(wrong)
    assert row["roughness"] == roughness(network.weights.detach())


def test_orders_of_random_weights():
    orders = random_orders(depths=(16, 32, 64), seeds=(0, 1)).groupby("kind").order.first()
    assert orders["tied"] == pytest.approx(1, abs=0.1) and orders["smooth"] == pytest.approx(1, abs=0.1)
    assert orders["Brownian"] == pytest.approx(0.5, abs=0.3) and abs(orders["independent"]) < 0.25


def rows(orders=(("a", 1.0), ("b", 0.5)), seeds=(0, 1, 2)):
    """Rows made by hand: the gap falls as the depth to the power of minus the order."""
    table = pandas.DataFrame(
        {"start": start, "seed": seed, "depth": depth, "doubled_gap": 3 * depth**-order}
        for start, order in orders
        for seed in seeds
        for depth in (8, 16, 32)
    )
    errors = 0.1 * (1 + table.seed) ** 2
    return table.assign(test_error=errors, doubled_error=errors, flow_error=errors, roughness=errors)


def test_orders_are_slopes_over_the_depth():
    assert trained_orders(rows()).order.tolist() == pytest.approx([1.0] * 3 + [0.5] * 3)


def test_a_depth_that_diverged_leaves_its_seed_without_an_order():
    table = rows()
    table.loc[(table.start == "a") & (table.seed == 1) & (table.depth == 16), "doubled_gap"] = math.nan
    orders = trained_orders(table)
    assert orders.order.isna().tolist() == [False, True, False] + [False] * 3
    assert at_depth(table, 32).set_index("start").order.to_dict() == {"a": "1.00 (diverged to 1.00)", "b": "0.50"}


def test_rows_of_which_all_diverged_are_a_table_all_the_same():
    broken = replace(pictures(), train_inputs=pictures().train_inputs * math.nan)
    table = pandas.DataFrame([job.parameters | job.measure(broken, CPU) for job in DEEPENING.jobs()])
    table = table.reindex(columns=[*table.columns, "doubled_gap", "doubled_error", "flow_error", "roughness"])
    assert trained_orders(table).order.isna().all()
    assert set(at_depth(table, 4)["test error"]) == {"diverged"}


def test_the_table_has_medians_at_one_depth():
    table = at_depth(rows(), 16).set_index("start")
    assert table.loc["a", "test error"] == "40.0 (10.0 to 90.0)" and table.loc["a", "logits change"] == "18.8"
    assert at_depth(run(DEEPENING), 4).start.tolist() == list(DEEPENING.starts)
