"""Plain data as bytes, without pickle: a JSON header and the raw bytes of tensors. Whoever reads trusts none of it."""

import json
import math
import struct
import time

import torch

LENGTHS = struct.Struct("<QQ")
LARGEST_HEADER, LARGEST_BODY = 4 << 20, 64 << 20
NAMES = "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128"
DTYPES = {name: getattr(torch, name) for name in NAMES.split()}
DIMENSIONS, LONGEST = 16, 1 << 32


class FrameError(Exception):
    """What came through the pipe is no plain data."""


def encode(value) -> bytes:
    """Return `value`, made of tensors, numbers, text, bytes, None, lists, tuples and dictionaries, as one frame.

    Raises FrameError for anything else, and for more than fits through the pipe.
    """
    parts: list[bytes] = []
    header = json.dumps(_packed(value, parts)).encode()
    body = b"".join(parts)
    if len(header) > LARGEST_HEADER or len(body) > LARGEST_BODY:
        raise FrameError(f"{(len(header) + len(body)) >> 20} MB are more than fit through the pipe")
    return LENGTHS.pack(len(header), len(body)) + header + body


def _packed(value, parts):
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return {"float": value.hex()}
    if kind is complex:
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if kind is bytes:
        parts.append(value)
        return {"bytes": len(value)}
    if kind is list:
        return [_packed(item, parts) for item in value]
    if kind is tuple:
        return {"tuple": [_packed(item, parts) for item in value]}
    if kind is dict:
        return {"dict": [[key, _packed(item, parts)] for key, item in value.items()]}
    if kind is torch.Tensor and (name := str(value.dtype).removeprefix("torch.")) in DTYPES:
        if value.numel() * value.itemsize > LARGEST_BODY:
            raise FrameError(f"{(value.numel() * value.itemsize) >> 20} MB are more than fit through the pipe")
        flat = value.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
        parts.append(flat.view(torch.uint8).numpy().tobytes())
        return {"tensor": [name, list(value.shape)]}
    raise FrameError(f"{kind.__name__} is no plain data")


def decode(header: bytes, body: bytes):
    """Return the value of a frame, or raise FrameError; nothing in it is executed or looked up by name."""
    try:
        rest = memoryview(body)
        value, rest = _unpacked(json.loads(header), rest)
        if len(rest):
            raise FrameError("there are bytes left over")
        return value
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, MemoryError, RuntimeError) as error:
        raise FrameError(f"the frame is malformed ({type(error).__name__})") from None


def _unpacked(tree, rest):
    if type(tree) is list:
        return _all_unpacked(tree, rest)
    if type(tree) is not dict:
        if type(tree) is float:
            raise FrameError("a number was not sent as one")
        return tree, rest
    ((kind, content),) = tree.items()
    if kind == "float":
        return float.fromhex(content), rest
    if kind == "complex":
        real, imaginary = content
        return complex(float.fromhex(real), float.fromhex(imaginary)), rest
    if kind == "bytes":
        return bytes(rest[: _length(content, rest)]), rest[content:]
    if kind == "tuple":
        items, rest = _all_unpacked(content, rest)
        return tuple(items), rest
    if kind == "dict":
        values, rest = _all_unpacked([item for _, item in content], rest)
        return {str(key): item for (key, _), item in zip(content, values, strict=True)}, rest
    if kind == "tensor":
        return _tensor(*content, rest)
    raise FrameError(f"there is no kind {kind[:20]!r}")


def _all_unpacked(trees, rest):
    values = []
    for tree in trees:
        value, rest = _unpacked(tree, rest)
        values.append(value)
    return values, rest


def _tensor(name, shape, rest):
    dtype = DTYPES[name]
    if len(shape) > DIMENSIONS or any(type(side) is not int or not 0 <= side < LONGEST for side in shape):
        raise FrameError("a tensor has an impossible shape")
    if math.prod(max(side, 1) for side in shape) > LONGEST:
        raise FrameError("a tensor has an impossible shape")
    count = math.prod(shape)
    size = _length(count * dtype.itemsize, rest)
    if not count:
        return torch.empty(shape, dtype=dtype), rest
    raw = torch.frombuffer(bytearray(rest[:size]), dtype=torch.uint8)
    flat = raw != 0 if dtype is torch.bool else raw.view(dtype)  # a boolean is 0 or 1, whatever byte was sent
    return flat.reshape(shape), rest[size:]


def _length(size, rest):
    if type(size) is not int or not 0 <= size <= len(rest):
        raise FrameError("a length is wrong")
    return size


def send(connection, value, seconds: float | None = None):
    """Send one frame through a socket; raise TimeoutError if the other side does not take it in time."""
    connection.settimeout(seconds)
    connection.sendall(encode(value))


def receive(connection, seconds: float | None = None):
    """Receive one frame; raise EOFError at the end, TimeoutError after so many seconds, FrameError for rubbish."""
    deadline = None if seconds is None else time.monotonic() + seconds
    header, body = LENGTHS.unpack(_exactly(connection, LENGTHS.size, deadline))
    if header > LARGEST_HEADER or body > LARGEST_BODY:
        raise FrameError(f"a frame of {(header + body) >> 20} MB is too large")
    header = _exactly(connection, header, deadline)
    return decode(header, _exactly(connection, body, deadline))


def _exactly(connection, count, deadline):
    received = bytearray()
    while len(received) < count:
        if deadline is not None and deadline <= time.monotonic():
            raise TimeoutError
        connection.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
        piece = connection.recv(min(count - len(received), 1 << 20))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)
