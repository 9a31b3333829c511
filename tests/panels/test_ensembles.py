import functools
import statistics

import pytest
import torch

from course_utils.blocks import survival
from course_utils.data import digits
from course_utils.data.handwriting import written_digit
from course_utils.figures import COLOURS
from course_utils.gradients.alignment import between
from course_utils.networks.staged import UniformNet, seeded
from course_utils.panels import ensembles as panels
from course_utils.panels.ensembles import lattice
from course_utils.panels.ensembles.arrangement import Arrangement, written
from course_utils.paths.descent import exit_logits
from course_utils.paths.lens import readings
from course_utils.paths.lesions import accuracy, lesioned
from course_utils.paths.paths import all_paths, lengths
from tests.panels.conftest import numbers


@pytest.fixture(scope="module")
def make(pictures):
    """A function from a panel's name and scale to the panel, each made once."""
    return functools.partial(pictures, "ensembles")


@pytest.fixture(scope="module")
def networks():
    """Six blocks each, untrained, in evaluation mode."""
    made = {}
    for name, shortcut in (("plain", "none"), ("residual", "identity")):
        with seeded(0):
            made[name] = UniformNet(6, shortcut, channels=4).eval()
    return made


@pytest.fixture
def table(networks):
    return panels.operating_table(networks, digits())


# The lattice and the lengths


@pytest.mark.parametrize("blocks", [1, 4, 10])
def test_the_lattice_counts_and_adds_up(make, blocks):
    panel = make("path_lattice").show(blocks=blocks, branches="linear", size=0.7)
    assert numbers(panel.text)[:2] == [blocks, 2**blocks]
    assert panel.data.counts == lengths(blocks) and panel.data.error < 1e-10
    torch.testing.assert_close(panel.data.sums.sum(0), torch.tensor([1.0, 0.0], dtype=torch.float64))
    bent = panel.show(branches="with ReLU").data
    assert (bent.error < 1e-10) == (blocks == 1)
    assert panel.picture.artists["title"].get_text() == (
        "The paths add up" if blocks == 1 else "The isolated paths miss"
    )


def test_the_lit_path_is_the_strongest_through_its_point(make):
    """The norm of its Jacobian by autograd, branch by branch at the states of the network."""
    panel = make("path_lattice").show(blocks=6, branches="with ReLU", size=0.6, block=4, taken=2)
    data, (x, weights) = panel.data, lattice._draws(0)
    steps = data.path.diff().bool()
    assert steps[:4].sum() == 2 and numbers(panel.text)[-1] == pytest.approx(data.gradient, rel=0.06)
    found = {}
    for path in all_paths(6):
        if path[:4].sum() == 2:
            state, product = x, torch.eye(2, dtype=torch.float64)
            for goes, pair in zip(path, weights, strict=False):
                branch = functools.partial(lattice._branch, torch.relu, 0.6, *pair)
                jacobian = torch.func.jacrev(branch)(state[0])
                product = jacobian @ product if goes else product
                state = state + branch(state)
            found[tuple(path.tolist())] = torch.linalg.matrix_norm(product, 2).item()
    assert max(found, key=found.get) == tuple(steps.tolist()) and max(found.values()) == pytest.approx(data.gradient)


def test_the_hand_moves_the_point_of_the_lattice(make):
    panel = make("path_lattice").show(blocks=4)
    for asked, point in (([0.52, 0.3, 0], (2, 1)), ([0.1, 0.9, 1], (0, 0)), ([1.3, 2.0, 2], (4, 4))):
        panel.picture.widget.set_state({"asked": asked})
        panel._refresh.settle()
        assert panel.data.point == point == (panel.parameters["block"], panel.parameters["taken"])
    assert panel.picture.widget.step == 1 / 4 and panel.picture.widget.spoken == "after 4 blocks, 4 through the branch"
    assert panel.show(blocks=2).data.point == (2, 2)


@pytest.mark.parametrize("size", [0.2, 0.5, 1.0])
def test_the_lengths_follow_the_binomial_of_the_branch(make, size):
    """If each branch multiplies a path's gradient by r, its share is binomial with the chance r / (1 + r)."""
    panel = make("path_lengths").show(blocks=40, size=size)
    shares = panel.data
    assert shares.mean(shares.paths) == pytest.approx(20)
    factor = numbers(panel.text)[-1]
    assert factor == pytest.approx(size, rel=0.15)
    assert shares.mean(shares.carried) == pytest.approx(40 * factor / (1 + factor), abs=1.5)


@pytest.mark.parametrize(("size", "word"), [(0.3, "Short"), (1.0, "All"), (1.5, "Long")])
def test_the_title_says_which_paths(make, size, word):
    panel = make("path_lengths").show(blocks=54, size=size)
    assert panel.picture.artists["title"].get_text().startswith(word)


# The operating table


def test_an_order_is_read_as_it_is_written():
    control = Arrangement("order", "order", 4)
    assert control.value == "1 2 3 4" and control.check(" 1, -3  2 4 ") == "1 -3 2 4"
    assert control.read("1 -3 2 4") == (1, -3, 2, 4)
    for value in ("1 2 3", "1 2 3 3", "1 2 3 5", "a b c d", "", "1 2 3 4 -4", 7):
        with pytest.raises(ValueError, match="names every block from 1 to 4 once"):
            control.check(value)
    assert all(control.check(sample) == sample for sample in control.samples(4)) and len(control.samples(4)) == 4


@pytest.mark.parametrize("order", ["1 2 3 4 5 6", "-1 2 3 4 5 6", "2 1 3 -6 4 5", "-1 -2 -3 -4 -5 -6"])
@pytest.mark.parametrize("kind", ["plain", "residual"])
def test_the_table_shows_what_lesions_find(table, networks, kind, order):
    data, operated = digits(), table.show(network=kind, order=order, digit="a 7")
    images, labels = data.test_inputs[:200], data.test_labels[:200]
    read = [int(word) for word in order.split()]
    drop, places = {-number - 1 for number in read if number < 0}, [abs(number) - 1 for number in read]
    assert operated.data.accuracy == pytest.approx(accuracy(networks[kind], images, labels, drop, places))
    assert operated.data.intact == pytest.approx(accuracy(networks[kind], images, labels))
    with lesioned(networks[kind], drop, places), torch.no_grad():
        place = int((labels == 7).nonzero()[0])
        expected = networks[kind](images)[place].softmax(0)
    torch.testing.assert_close(operated.data.odds, expected)
    assert operated.data.label == 7 and torch.equal(operated.data.image, images[place, 0])


def test_the_networks_on_the_table_are_copies(networks):
    network = {"residual": networks["residual"]}
    table = panels.operating_table(network, digits())
    before = table.data.accuracy, table.data.odds.clone()
    with seeded(1):
        other = UniformNet(6, channels=4)
    weights = [parameter.clone() for parameter in network["residual"].parameters()]
    try:
        network["residual"].load_state_dict(other.state_dict())
        table.show(order="1 2 3 4 6 5").show(order="1 2 3 4 5 6")
    finally:
        for parameter, weight in zip(network["residual"].parameters(), weights, strict=True):
            parameter.data.copy_(weight)
    assert table.data.accuracy == before[0] and torch.equal(table.data.odds, before[1])


def test_a_digit_drawn_by_hand_lies_on_the_table(table, networks):
    """What the front end sends while the hand draws; drawing chooses it in the menu."""
    widget, stroke = table.picture.widget, [[0.5, 0.1], [0.5, 0.9]]
    widget.set_state({"strokes": [stroke]})
    table._refresh.settle()
    image = written_digit([stroke])
    assert table.parameters["digit"] == "drawn by you" and table.data.label is None
    with torch.no_grad():
        expected = networks["residual"](image[None]).softmax(1)[0]
    torch.testing.assert_close(table.data.odds, expected)
    assert widget.shown["image"] == (255 * (1 - image.flatten())).int().tolist() and "your drawing for a" in table.text
    widget.set_state({"strokes": []})
    table._refresh.settle()
    assert table.text.endswith("Draw a digit in the square.") and not table.data.image.any()
    with pytest.raises(ValueError, match="64 letters"):
        table.show(yours="a 3")


def test_a_click_reaches_the_panel(table):
    """What the front end sends when a block is clicked, as a message and as a trait."""
    widget, field = table.picture.widget, table.view.fields["order"]
    assert table.view.image is widget and widget.arrangement == [1, 2, 3, 4, 5, 6]
    widget.set_state({"arrangement": [1, -2, 3, 4, 6, 5]})
    table._refresh.settle()
    assert field.value == "1 -2 3 4 6 5" and table.data.order == (1, -2, 3, 4, 6, 5)
    assert widget.shown["percent"] == round(100 * table.data.accuracy) and "without block 2" in table.text
    before = table.png
    table.reset()
    assert widget.arrangement == [1, 2, 3, 4, 5, 6] and table.png != before


def test_typing_reaches_the_table(table):
    field = table.view.fields["order"]
    field.value = "6,5 4 3 2 1"
    assert table.picture.widget.arrangement == [6, 5, 4, 3, 2, 1] and field.value == "6 5 4 3 2 1" and not table.error
    field.value = "6 5"
    assert "names every block" in table.error and table.picture.widget.arrangement == [6, 5, 4, 3, 2, 1]
    table.reset()
    assert not table.error


def test_the_front_end_gets_what_it_draws(table):
    shown = table.show(network="plain", digit="a 0").picture.widget.shown
    assert shown["colour"] == COLOURS["plain"] and shown["label"] == 0 and len(shown["image"]) == 64
    assert len(shown["odds"]) == 10 and sum(shown["odds"]) == pytest.approx(1, abs=0.01)
    assert all(0 <= grey <= 255 for grey in shown["image"])
    source = str(table.picture.widget._esm)
    for word in ("aria-label", "aria-pressed", "focus-visible", "ArrowLeft", "data-lm-suppress-shortcuts"):
        assert word in source, f"table.js lost {word}"
    assert "http" not in source  # works offline


def test_the_table_needs_networks_of_one_depth(networks):
    with seeded(0):
        others = networks | {"deeper": UniformNet(7, channels=4)}
    with pytest.raises(ValueError, match="same number of blocks"):
        panels.operating_table(others, digits())


def test_closing_frees_the_table(networks):
    table = panels.operating_table(networks, digits())
    widget = table.picture.widget
    table.close()
    assert widget.comm is None


def test_orders_are_written_back():
    assert written((1, -2, 3)) == "1 -2 3"


# Boosting and stochastic depth


def test_boosting_shows_the_snapshot_of_its_epoch(make):
    panel = make("boosting").show(epoch=0)
    first, last = panel.data.snapshot, panel.show(epoch=3).data.snapshot
    assert last.accuracy > first.accuracy + 0.2
    thirds = [part.mean().item() for part in torch.tensor_split(last.alignment, 3)]
    assert numbers(panel.text)[2:5] == pytest.approx(thirds, abs=0.006)


def test_early_exits_are_those_of_the_head(make):
    data = digits()
    panel = make("boosting").show(epoch=3, digit="a 7 (image 3)")
    network, snapshots = panels._trained()
    expected = exit_logits(network, data.test_inputs[2:3]).softmax(2)[:, 0]
    torch.testing.assert_close(panel.data.exits, expected)
    assert panel.data.label == 7 and torch.equal(snapshots[-1].exits[:, 2], panel.data.exits)


@pytest.mark.parametrize(("last", "blocks"), [(0.5, 54), (1.0, 10), (0.2, 2)])
def test_stochastic_depth_counts_its_blocks(make, last, blocks):
    panel = make("stochastic_depth").show(last=last, blocks=blocks)
    assert panel.data.expected == pytest.approx(sum(survival(blocks, last)))
    draws = [panel.compute(last=last, blocks=blocks, batch=batch).drawn.sum().item() for batch in range(1, 21)]
    assert statistics.mean(draws) == pytest.approx(panel.data.expected, abs=4 * panel.data.deviation / 20**0.5 + 1e-9)


# The frontier: readers of the stream, overlaps of the branches


def test_a_reader_is_shown_with_its_own_accuracy_and_its_own_word_on_a_digit(make):
    panel = make("stream_readers").show(network="plain", reader="last layer anew", digit="a 7 (image 3)")
    data = digits().first(150)
    said = readings(panels._trained("none")[0], data)["last layer anew"]
    right = (said.argmax(2) == data.test_labels).double().mean(1).tolist()
    found = numbers(panel.text)
    assert found[:4] == pytest.approx([100 * right[0], 0, 100 * right[-1], 6], abs=0.6)
    torch.testing.assert_close(panel.data.odds, said[:, 2].softmax(1))
    says = said[:, 2].argmax(1)
    assert (says[panel.data.settled :] == says[-1]).all()
    assert panel.data.settled == 0 or says[panel.data.settled - 1] != says[-1]


def test_the_map_and_the_means_are_of_the_same_overlaps(make):
    panel = make("branch_overlaps").show(network="small", vectors="right", seed=1)
    shown = panel.data
    assert shown.means["small"][1] == pytest.approx(between(shown.overlap))
    torch.testing.assert_close(shown.overlap.diagonal(), torch.ones(5, dtype=torch.float64))
    values = shown.means["small"]
    assert numbers(panel.text) == pytest.approx([1, values[1], 2, min(values), max(values), 0.2], abs=0.006)
