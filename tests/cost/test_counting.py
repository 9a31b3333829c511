"""cost: counts against what autograd saves, against formulas, against PyTorch's own counter; nothing is changed."""

import pytest
import torch
from torch import nn

from course_utils.blocks import BottleneckBlock, DenseBlock, ResidualBlock, SqueezeExcitation
from course_utils.cost.counting import count, layer_costs, peak_bytes
from course_utils.networks.staged import CifarNet

MODULES = {
    "basic": (lambda: ResidualBlock(8, 8), (2, 8, 6, 6)),
    "bottleneck": (lambda: BottleneckBlock(16, 4, 32, 2, "projection"), (2, 16, 6, 6)),
    "dense": (lambda: DenseBlock(8, 3, 4), (2, 8, 6, 6)),
    "squeeze": (lambda: SqueezeExcitation(32), (2, 32, 6, 6)),
    "network": (lambda: CifarNet(8, widths=(4, 8, 16)), (2, 3, 8, 8)),
}
every_module = pytest.mark.parametrize("name", MODULES)


def saved_bytes(module, shape):
    """What autograd saves in a real forward pass, each storage once, without the parameters and the input."""
    x = torch.randn(shape)
    known = {tensor.untyped_storage().data_ptr() for tensor in (x, *module.parameters(), *module.buffers())}
    storages = {}

    def keep(tensor):
        if tensor.untyped_storage().data_ptr() not in known:
            storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        output = module.train()(x)
    storages[output.untyped_storage().data_ptr()] = output.untyped_storage()
    return sum(storage.nbytes() for storage in storages.values())


@every_module
def test_memory_kept_is_what_autograd_saves(name):
    make, shape = MODULES[name]
    found, expected = count(make(), shape).activation_bytes, saved_bytes(make(), shape)
    assert found == pytest.approx(expected, rel=0.02)  # real convolutions may save a scratch tensor, or share one


@pytest.mark.parametrize("batch", [1, 5])
def test_a_convolution_by_hand(batch):
    cost = count(nn.Conv2d(4, 6, 3, padding=1, bias=False), (batch, 4, 5, 5))
    numbers_in, numbers_out, weights = batch * 4 * 25, batch * 6 * 25, 9 * 4 * 6
    assert cost.parameters == weights and cost.multiply_adds == weights * 25 * batch
    assert cost.moved_bytes == 4 * (numbers_in + numbers_out + weights) and cost.activation_bytes == 4 * numbers_out
    assert cost.intensity == pytest.approx(2 * cost.multiply_adds / cost.moved_bytes)


def test_views_move_nothing_and_in_place_operations_do():
    assert count(nn.Flatten(), (2, 3, 4, 4)).moved_bytes == 0
    assert count(nn.ReLU(), (2, 3, 4, 4)).moved_bytes == 2 * 96 * 4
    assert count(nn.ReLU(inplace=True), (2, 3, 4, 4)).moved_bytes >= 2 * 96 * 4


@every_module
def test_rows_add_up_to_the_whole(name):
    make, shape = MODULES[name]
    module = make()
    whole, table = count(module, shape), layer_costs(module, shape)
    for what in ("parameters", "multiply_adds", "moved_bytes"):
        assert table[what].sum() == getattr(whole, what)
    assert (table[["multiply_adds", "moved_bytes"]] >= 0).all(axis=None)
    assert table.layer.iloc[-1] == "additions" and table.layer.is_unique


def test_a_layer_row_is_the_layer_alone():
    block = BottleneckBlock(16, 4, 16)
    row = layer_costs(block, (2, 16, 6, 6)).set_index("layer").loc["residual.3"]
    alone = count(block.residual[3], (2, 4, 6, 6))
    assert (row.parameters, row.multiply_adds, row.moved_bytes) == (144, alone.multiply_adds, alone.moved_bytes)
    assert row.output == (2, 4, 6, 6) and row.kind == "Conv2d"


def test_the_addition_is_in_the_last_row():
    row = layer_costs(BottleneckBlock(16, 4, 16), (2, 16, 6, 6)).iloc[-1]
    small = 3 * 8 * 2  # the norms count their batches, one number each
    assert row.moved_bytes == pytest.approx(3 * 4 * 2 * 16 * 36, abs=2 * small)


@every_module
def test_the_module_stays_as_it_is(name):
    make, shape = MODULES[name]
    module = make().eval()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    count(module, shape)
    layer_costs(module, shape)
    assert not any(part.training for part in module.modules())
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())
    assert all(parameter.grad is None and not parameter.is_meta for parameter in module.parameters())


def test_memory_is_linear_in_the_batch_and_parameters_do_not_care():
    one, four = (count(DenseBlock(8, 3, 4), (batch, 8, 6, 6)) for batch in (1, 4))
    assert four.multiply_adds == 4 * one.multiply_adds and four.parameters == one.parameters
    assert four.activation_bytes == pytest.approx(4 * one.activation_bytes, rel=0.05)


def test_checkpoints_keep_less():
    kept, less = (count(DenseBlock(8, 8, 4, checkpointed), (2, 8, 6, 6)) for checkpointed in (False, True))
    assert less.activation_bytes < 0.7 * kept.activation_bytes and less.multiply_adds == kept.multiply_adds


def test_a_batch_that_does_not_fit():
    with pytest.raises(ValueError, match=r"BottleneckBlock cannot take a batch of shape \(2, 3, 6, 6\)"):
        count(BottleneckBlock(16, 4, 16), (2, 3, 6, 6))


def test_peak_memory_is_for_cuda():
    with pytest.raises(ValueError, match="Only CUDA"):
        peak_bytes(lambda: None, torch.device("cpu"))
