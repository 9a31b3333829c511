"""A network's mode, kept: evaluate or train it inside a context, and every module gets its own mode back."""

import contextlib

from torch import nn


@contextlib.contextmanager
def in_mode(network: nn.Module, training: bool):
    """Training or evaluation mode inside this context; afterwards, an error's too, each module has its own again."""
    modes = [(module, module.training) for module in network.modules()]
    try:
        yield network.train(training)
    finally:
        for module, before in modes:
            module.training = before


def evaluating(network: nn.Module):
    """Evaluation mode inside this context: batch norm uses its running statistics, nothing is dropped."""
    return in_mode(network, training=False)
