"""blocks.transformer against torch.nn's encoder layer."""

import pytest
import torch
from torch import nn

from course_utils.blocks import NormedUnit, SelfAttention, TransformerBlock
from course_utils.networks.staged import seeded


def tokens(seed=0):
    return torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def encoder_layer(block, norm_first):
    """`torch.nn.TransformerEncoderLayer` with the weights of `block`."""
    theirs = nn.TransformerEncoderLayer(8, 2, 32, dropout=0.0, batch_first=True, norm_first=norm_first).double()
    attention, mlp = block
    norms = [unit.before if norm_first else unit.after for unit in block]
    pairs = [
        (theirs.self_attn.in_proj_weight, attention.residual.qkv.weight),
        (theirs.self_attn.in_proj_bias, attention.residual.qkv.bias),
        (theirs.self_attn.out_proj.weight, attention.residual.out.weight),
        (theirs.self_attn.out_proj.bias, attention.residual.out.bias),
    ]
    for layer, ours in ((theirs.linear1, mlp.residual[0]), (theirs.linear2, mlp.residual[2])):
        pairs += [(layer.weight, ours.weight), (layer.bias, ours.bias)]
    for norm, ours in ((theirs.norm1, norms[0]), (theirs.norm2, norms[1])):
        pairs += [(norm.weight, ours.weight), (norm.bias, ours.bias)]
    with torch.no_grad():
        for target, source in pairs:
            target.copy_(source)
    return theirs


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_the_block_is_torchs_encoder_layer(norm):
    with seeded(0):
        block = TransformerBlock(8, 2, norm).double()
    generator = torch.Generator().manual_seed(1)
    for parameter in block.parameters():  # biases and norms away from 0 and 1
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    torch.testing.assert_close(block(tokens()), encoder_layer(block, norm == "pre").train()(tokens()))


@pytest.mark.parametrize("norm", ["pre", "post", "none"])
def test_the_plain_twin_has_the_same_layers_and_no_skip(norm):
    blocks = []
    for shortcut in ("none", "identity"):
        with seeded(0):
            blocks.append(TransformerBlock(8, 2, norm, shortcut).double())
    assert all(torch.equal(a, b) for a, b in zip(*(block.parameters() for block in blocks), strict=True))
    x, (plain, _), (residual, _) = tokens(), *blocks
    difference = residual.shortcut(x) + residual.residual(residual.before(x)) - plain.residual(plain.before(x))
    torch.testing.assert_close(difference, x)


def test_pre_norm_leaves_the_stream_alone_and_post_norm_does_not():
    zero = nn.Linear(8, 8).double()
    nn.init.zeros_(zero.weight), nn.init.zeros_(zero.bias)
    x = 3 * tokens()
    assert torch.equal(NormedUnit(zero, 8, "pre").double()(x), x)
    assert not torch.allclose(NormedUnit(zero, 8, "post").double()(x), x)


def test_attention_does_not_mind_the_order_of_tokens():
    with seeded(0):
        attention = SelfAttention(8, 2).double()
    order = torch.randperm(5, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(attention(tokens())[:, order], attention(tokens()[:, order]))


def test_gradients():
    with seeded(0):
        block = TransformerBlock(4, 2).double()
    x = torch.randn(1, 3, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert torch.autograd.gradcheck(block, x.requires_grad_())


def test_impossible_wishes_are_explained():
    with pytest.raises(ValueError, match="divisor of 8"):
        SelfAttention(8, 3)
    with pytest.raises(ValueError, match="pre, post, none"):
        TransformerBlock(8, 2, "before")
