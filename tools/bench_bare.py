"""The bare graph: the same training step written for speed alone, with nothing of the course around it.

What `training.graph` makes of the loop that one reads is measured beside this. Differences: inputs lie on the device as
floats, gradients are set to zero in place, no totals beside loss and accuracy, and cuDNN tries its algorithms first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

import torch
import torch.nn.functional as functional
from torch import nn

from course_utils.data import Dataset
from course_utils.system.device import Hardware
from course_utils.training.loop import HE_2015

WARM_UP = 3


class Bare:
    """A network, and one step of SGD on `batch` images that it draws from tensors filled beforehand."""

    def __init__(self, network: nn.Module, data: Dataset, hardware: Hardware, batch: int = HE_2015.batch_size):
        device, gpu = hardware.device, hardware.device.type == "cuda"
        layout = {"memory_format": torch.channels_last} if gpu else {}
        self.network, self.hardware = network.to(device, **layout).train(), hardware
        self.inputs = data.seen(data.train_inputs).to(device).contiguous(**layout)
        self.labels = data.train_labels.to(device)
        rate = torch.tensor(HE_2015.learning_rate, device=device)
        self.optimiser = torch.optim.SGD(
            network.parameters(), rate, momentum=0.9, weight_decay=HE_2015.weight_decay, fused=True
        )
        whole = {"dtype": torch.long, "device": device}
        self.places = torch.arange(batch, **whole) % len(self.labels)
        self.top = self.left = torch.full((batch,), HE_2015.padding, **whole)
        self.flip = torch.zeros(batch, dtype=torch.bool, device=device)
        self.totals = torch.zeros(2, device=device)

    def step(self) -> None:
        """Shift and flip a batch, forward, backward, descend, and add mean loss and accuracy to the sums."""
        labels = self.labels[self.places]
        with self.hardware.autocast():
            logits = self.network(self._moved())
        loss = functional.cross_entropy(logits.float(), labels)
        loss.backward()
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=False)
        self.totals += torch.stack((loss.detach(), (logits.argmax(1) == labels).float().mean()))

    def _moved(self):
        images = self.inputs[self.places].permute(0, 2, 3, 1)
        side = torch.arange(images.shape[1], device=images.device)
        rows = side + self.top[:, None] - HE_2015.padding
        columns = side + self.left[:, None] - HE_2015.padding
        columns = torch.where(self.flip[:, None], len(side) - 1 - columns, columns)
        near, across = rows.clamp(0, len(side) - 1), columns.clamp(0, len(side) - 1)
        inside = (rows == near)[:, :, None] & (columns == across)[:, None]
        everyone = torch.arange(len(images), device=images.device)[:, None, None]
        return (images[everyone, near[:, :, None], across[:, None]] * inside[..., None]).permute(0, 3, 1, 2)


@contextlib.contextmanager
def bare_graph(steps: Sequence[Bare]) -> Iterator[Callable[[], None]]:
    """All steps as one graph, each on a stream of its own, replayed by a call; without CUDA launched in turn."""

    def launch():
        for each in steps:
            each.step()

    if steps[0].hardware.device.type != "cuda":
        yield launch
        return
    tries, torch.backends.cudnn.benchmark = torch.backends.cudnn.benchmark, True
    try:
        yield _captured(steps, launch).replay
    finally:
        torch.backends.cudnn.benchmark = tries


def _captured(steps, launch):
    aside, graph = torch.cuda.Stream(), torch.cuda.CUDAGraph()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(WARM_UP):
            launch()
    torch.cuda.current_stream().wait_stream(aside)
    with torch.cuda.graph(graph):
        main, streams = torch.cuda.current_stream(), [torch.cuda.Stream() for _ in steps]
        for stream, each in zip(streams, steps, strict=True):
            stream.wait_stream(main)
            with torch.cuda.stream(stream):
                each.step()
        for stream in streams:
            main.wait_stream(stream)
    return graph
