"""CUDA graphs pretended on a CPU: what runs in a capture is recorded, operator by operator, and replayed in place.

A replay takes the same tensors as the recording, as that of a real graph takes the same addresses. As there, a capture
refuses to ask a tensor for its value, and fails at its end where a stream was not joined. Not pretended: that recording
computes nothing, time, and the memory of the graph.
"""

import contextlib

import torch
from torch.utils._python_dispatch import TorchDispatchMode

ASKS = {"aten::_local_scalar_dense", "aten::nonzero", "aten::equal", "aten::is_nonzero", "aten::masked_select"}


class Recorder(TorchDispatchMode):
    """Runs each operator and keeps it, with what it was given and what it returned."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func._schema.name in ASKS:
            raise RuntimeError(f"CUDA error: operation not permitted when stream is capturing ({func._schema.name})")
        returned = func(*args, **(kwargs or {}))
        self.calls.append((func, args, kwargs or {}, returned))
        return returned


class Graph:
    """Stands for `torch.cuda.CUDAGraph`."""

    replays = 0

    def replay(self):
        """Run every operator again; what it returns is written to where it went when it was recorded."""
        type(self).replays += 1
        with torch.no_grad():
            for func, args, kwargs, places in self.calls:
                fresh = func(*args, **kwargs)
                if any(each.alias_info for each in func._schema.returns):
                    continue  # a view, or what was written to
                places = places if isinstance(places, tuple | list) else (places,)
                fresh = fresh if isinstance(fresh, tuple | list) else (fresh,)
                for place, part in zip(places, fresh, strict=True):
                    if isinstance(place, torch.Tensor):
                        place.copy_(part)


class Streams:
    """Which streams there are, which is current, and which of them work in a capture apart from its main one."""

    def __init__(self):
        self.current, self.apart, self.capturing, self.waits = Stream(self), set(), False, []


class Stream:
    """Stands for `torch.cuda.Stream`."""

    def __init__(self, streams):
        self.streams = streams

    def wait_stream(self, other):
        """In a capture a stream that waits for the main one takes part; once that waits for it, it is joined."""
        streams = self.streams
        streams.waits.append((self, other))
        if streams.capturing and self is not streams.capturing:
            streams.apart.add(self)
        streams.apart.discard(other)


def pretend(monkeypatch):
    """Replace what `training.graph` takes of `torch.cuda`; returns the `Streams`."""
    streams = Streams()

    @contextlib.contextmanager
    def stream(chosen):
        before, streams.current = streams.current, chosen
        yield
        streams.current = before

    @contextlib.contextmanager
    def graph(recorded):
        with stream(Stream(streams)), Recorder() as recorder:
            streams.capturing = streams.current
            try:
                yield
            finally:
                streams.capturing, apart = False, set(streams.apart)
                streams.apart.clear()
                if apart:
                    raise RuntimeError("CUDA error: capturing stream has unjoined work")
        recorded.calls = recorder.calls

    fakes = {"Stream": lambda: Stream(streams), "current_stream": lambda: streams.current, "stream": stream}
    fakes |= {"graph": graph, "CUDAGraph": Graph, "synchronize": lambda: None}
    for name, fake in fakes.items():
        monkeypatch.setattr(torch.cuda, name, fake)
    return streams
