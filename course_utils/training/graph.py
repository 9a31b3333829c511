"""The steps of several networks as one CUDA graph: recorded once, then replayed without the host.

A step of a small network is hundreds of short kernels, and starting them one by one takes longer than running them.
Recorded, they start as one; and networks recorded on streams of their own share the device (PyTorch, CUDA semantics,
"CUDA Graphs").
"""

import contextlib
from collections.abc import Sequence

import torch
from torch import nn

from course_utils.training.step import Learner

WARM_UP = 3  # steps before the recording: libraries choose their kernels, optimisers make their buffers


def capturable(network: nn.Module) -> bool:
    """Whether no module of `network` decides anything on the host in its forward pass (`host_decisions`)."""
    return not any(getattr(module, "host_decisions", False) for module in network.modules())


class CapturedStep:
    """One step of every learner, `step(batches)`, as a replay; a batch of another size is taken launch by launch.

    Recording leaves weights, statistics, optimisers and sums as they were. Needs CUDA.
    """

    def __init__(self, learners: Sequence[Learner], batches: Sequence[tuple[torch.Tensor, ...]]):
        self.learners = learners
        self.inputs = [tuple(part.clone() for part in batch) for batch in batches]
        with _unchanged(learners):
            self._warm_up()
            self.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self.graph):
                self._on_streams()
        torch.cuda.synchronize()

    def __call__(self, batches: Sequence[tuple[torch.Tensor, ...]]) -> None:
        pairs = list(zip(self.inputs, batches, strict=True))
        if any(held[0].shape != fresh[0].shape for held, fresh in pairs):
            for learner, batch in zip(self.learners, batches, strict=True):
                learner.step(batch)
            return
        for held, fresh in pairs:
            for place, part in zip(held, fresh, strict=True):
                place.copy_(part)
        self.graph.replay()

    def _warm_up(self):
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UP):
                for learner, batch in zip(self.learners, self.inputs, strict=True):
                    learner.step(batch)
        torch.cuda.current_stream().wait_stream(aside)

    def _on_streams(self):
        main, streams = torch.cuda.current_stream(), [torch.cuda.Stream() for _ in self.learners]
        for stream in streams:  # all part from here: one that waited for another's end would run after it
            stream.wait_stream(main)
        try:
            for learner, batch, stream in zip(self.learners, self.inputs, streams, strict=True):
                with torch.cuda.stream(stream):
                    learner.step(batch)
        finally:  # even where memory ran out: a capture that ends with a stream apart keeps its memory for good
            for stream in streams:
                main.wait_stream(stream)


@contextlib.contextmanager
def _unchanged(learners):
    """What the warm-up trains is untrained again: weights and statistics come back, optimisers start from zero."""
    kept = [{name: value.clone() for name, value in learner.network.state_dict().items()} for learner in learners]
    yield
    for learner, state in zip(learners, kept, strict=True):
        learner.network.load_state_dict(state)
        learner.totals.zero_()
        for buffers in learner.optimiser.state.values():
            for value in buffers.values():
                if isinstance(value, torch.Tensor):
                    value.zero_()
