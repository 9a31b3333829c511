"""gradients.wires: what the hooks measure against autograd, and the training beside the twin."""

import pytest
import torch
import torch.nn.functional as functional

from course_utils.data import spirals
from course_utils.gradients.wires import Wiring, learn, learning, plain_twin, skips, wire_sizes, wired

DATA = spirals(128)
BATCH = DATA.train_inputs[:32], DATA.train_labels[:32]


def rms(values):
    return values.double().square().mean().sqrt()


@pytest.fixture(scope="module", params=["pre-activation", "post-activation"])
def network(request):
    return wired(Wiring(5, skips("0-2 1-5 3-4"), request.param, scale=0.7))


def test_states_and_their_gradients_are_autograds(network):
    sizes, states = wire_sizes(network, *BATCH), network.states(BATCH[0])
    loss = functional.cross_entropy(network.head(states[-1]), BATCH[1])
    for place, (state, gradient) in enumerate(zip(states, torch.autograd.grad(loss, states), strict=True)):
        torch.testing.assert_close(sizes.states[place], rms(state - state.mean(0)))
        torch.testing.assert_close(sizes.state_gradients[place], rms(gradient))


def test_branches_carry_what_they_add_and_hand_on_their_share(network):
    """At each block by autograd on a network cut open there: the branch alone, and the sum behind it."""
    sizes, states = wire_sizes(network, *BATCH), [state.detach() for state in network.states(BATCH[0])]
    for place, block in enumerate(network.blocks):
        into = states[place].clone().requires_grad_()
        branch = block(into)
        stream = [*states[:place], states[place]]
        stream.append(network.after(branch + sum(states[a] for a in network.arriving[place + 1])))
        for later in range(place + 1, 5):
            total = network.blocks[later](stream[-1]) + sum(stream[a] for a in network.arriving[later + 1])
            stream.append(network.after(total))
        loss = functional.cross_entropy(network.head(stream[-1]), BATCH[1])
        arriving, through = torch.autograd.grad(loss, (branch, into))
        torch.testing.assert_close(sizes.branches[place], rms(branch - branch.mean(0)).detach())
        torch.testing.assert_close(sizes.arriving[place], rms(arriving))
        torch.testing.assert_close(sizes.through[place], rms(through))


def test_measuring_leaves_no_trace(network):
    wire_sizes(network, *BATCH)
    assert all(parameter.grad is None for parameter in network.parameters())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in network.modules())


def test_a_plain_stack_loses_both_and_skips_keep_them():
    plain, residual = (wire_sizes(wired(Wiring(24, wires)), *BATCH) for wires in ((), skips("0-24/1")))
    assert plain.states[-1] < 1e-6 * plain.states[0] and plain.state_gradients[0] < 1e-6 * plain.state_gradients[-1]
    assert residual.states[-1] > residual.states[0] and residual.state_gradients[0] > residual.state_gradients[-1]


@pytest.mark.parametrize(("initial", "begins"), [("zero", "PyTorch"), ("He", "He"), ("PyTorch", "PyTorch")])
def test_the_twin_has_the_same_weights_and_no_skip(initial, begins):
    wiring = Wiring(5, skips("0-5/1"), "post-activation", True, 0.2, initial)
    twin = plain_twin(wiring)
    assert twin == Wiring(5, (), "post-activation", True, 1.0, begins)
    unscaled = Wiring(5, skips("0-5/1"), "post-activation", True, 1.0, begins)
    for one, other in zip(wired(twin).parameters(), wired(unscaled).parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_alone_or_beside_a_twin_the_losses_are_the_same():
    wiring = Wiring(5, skips("0-5/1"))
    training = learning({"yours": wired(wiring), "twin": wired(plain_twin(wiring))}, DATA)
    states = [next(training)[1] for _ in range(12)]
    alone = learn(wired(wiring), DATA, steps=12)
    torch.testing.assert_close(torch.tensor(alone), torch.tensor(states[-1].lanes["yours"].losses))
    assert len(alone) == 12 and alone != states[-1].lanes["twin"].losses
