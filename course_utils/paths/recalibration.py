"""Batch-norm statistics estimated anew, so that an operated network is judged by its weights."""

import contextlib

import torch
from torch import nn

from course_utils.blocks.modes import evaluating
from course_utils.system.device import device_of


@contextlib.contextmanager
def recalibrated(network: nn.Module, images: torch.Tensor):
    """Run `network` inside this context with batch-norm statistics estimated anew on `images` `(N, C, H, W)`.

    After an operation a norm is given other inputs than those whose mean and variance it keeps. In one pass each norm
    takes the mean and variance of all that now reaches it. No weight is touched; the old statistics are back at the
    end, after an error too. Operate first: `with lesioned(network, drop), recalibrated(network, images): ...`. Raises
    `ValueError` where there is no batch norm with statistics.
    """
    norms = [norm for norm in network.modules() if isinstance(norm, nn.modules.batchnorm._BatchNorm)]
    norms = [norm for norm in norms if norm.track_running_stats]
    if not norms:
        raise ValueError("There is nothing to recalibrate: no batch norm in this network keeps statistics.")
    kept = [[buffer.clone() for buffer in norm.buffers()] for norm in norms]
    try:
        _estimate(network, norms, images)
        yield network
    finally:
        for norm, before in zip(norms, kept, strict=True):
            for buffer, values in zip(norm.buffers(), before, strict=True):
                buffer.copy_(values)


@torch.no_grad()
def _estimate(network, norms, images):
    """Set the statistics of `norms` to those of this batch, by a pass in which they alone are in training mode."""
    momenta = [norm.momentum for norm in norms]
    try:
        with evaluating(network):
            for norm in norms:
                norm.train()
                norm.momentum = 1.0
            network(images.to(device_of(network)))
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
