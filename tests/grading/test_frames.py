"""Plain data through the pipe: what goes in comes out, and rubbish of any kind is refused without harm."""

import json
import math
import random
import socket
import struct
import threading
import time

import pytest
import torch

from course_utils.grading.inside import frames

VALUES = [
    None, True, -3, 10**30, "text \n ü", b"raw", 0.1, float("inf"), 1 + 2j, [], (), [1, (2.5, [None])],
    {"key": [torch.ones(2)]},
]  # fmt: skip


def parts(value):
    frame = frames.encode(value)
    size, _ = frames.LENGTHS.unpack(frame[: frames.LENGTHS.size])
    start = frames.LENGTHS.size
    return frame[start : start + size], frame[start + size :]


def round_trip(value):
    return frames.decode(*parts(value))


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_round_trip(value):
    found = round_trip(value)
    assert type(found) is type(value) and repr(found) == repr(value)


@pytest.mark.parametrize("name", frames.DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
def test_tensors_come_through_bit_by_bit(name, shape):
    tensor = (torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 3).to(frames.DTYPES[name])
    found = round_trip([tensor, 1.5])[0]
    assert found.dtype == tensor.dtype and found.shape == tensor.shape and torch.equal(found, tensor)
    assert not found.requires_grad


def test_strides_conjugates_and_not_a_number():
    turned = torch.arange(6.0).reshape(2, 3).T
    assert torch.equal(round_trip(turned), turned)
    conjugate = torch.tensor([1 + 2j]).conj()
    assert torch.equal(round_trip(conjugate), conjugate)
    assert math.isnan(round_trip(torch.tensor([float("nan")])).item()) and math.isnan(round_trip(float("nan")))


@pytest.mark.parametrize("value", [object(), {1, 2}, torch.zeros(2).to_sparse(), lambda: 0, torch.nn.Linear(1, 1)])
def test_anything_else_is_refused_by_the_sender(value):
    with pytest.raises((frames.FrameError, RuntimeError)):
        frames.encode(value)


def test_too_much_is_refused_before_it_is_copied():
    with pytest.raises(frames.FrameError, match="MB"):
        frames.encode(torch.empty(10**10, dtype=torch.uint8, device="meta"))


RUBBISH = [
    ({"tensor": ["float64", [2, 3]]}, b""),
    ({"tensor": ["float64", [2]]}, bytes(15)),
    ({"tensor": ["float64", [2]]}, bytes(24)),
    ({"tensor": ["float64", [-1, -2]]}, bytes(16)),
    ({"tensor": ["float64", [True]]}, bytes(8)),
    ({"tensor": ["float64", ["2"]]}, bytes(16)),
    ({"tensor": ["float64", [0, 10**30]]}, b""),
    ({"tensor": ["float64", [0, 1 << 31, 1 << 31]]}, b""),
    ({"tensor": ["float64", [1] * 70]}, bytes(8)),
    ({"tensor": ["quint8", [1]]}, bytes(1)),
    ({"tensor": [["float64"], [1]]}, bytes(8)),
    ({"tensor": "ab"}, b""),
    ({"bytes": -1}, b""),
    ({"bytes": 10**20}, b""),
    ({"float": "0x"}, b""),
    ({"float": 3}, b""),
    ({"complex": ["0x1p0"]}, b""),
    ({"pickle": "x"}, b""),
    ({"dict": [["a"]]}, b""),
    ({"dict": 3}, b""),
    ({"a": 1, "b": 2}, b""),
    ({}, b""),
    (1.5, b""),
    (None, b"left over"),
]


@pytest.mark.parametrize(("tree", "body"), RUBBISH, ids=lambda item: str(item)[:40])
def test_rubbish_is_refused(tree, body):
    with pytest.raises(frames.FrameError):
        frames.decode(json.dumps(tree).encode(), body)


@pytest.mark.parametrize("header", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 5000, b'"\\ud800'])
def test_broken_headers_are_refused(header):
    with pytest.raises(frames.FrameError):
        frames.decode(header, b"")


def test_random_changes_of_a_frame_never_do_more_than_fail():
    header, body = parts([torch.ones(2, 3), (1.5, {"key": True}), "text"])
    numbers = random.Random(0)
    for _ in range(3000):
        changed = bytearray(header)
        for _ in range(numbers.randint(1, 4)):
            changed[numbers.randrange(len(changed))] = numbers.randrange(32, 127)
        try:
            frames.decode(bytes(changed), body)
        except frames.FrameError:
            pass


def test_a_boolean_is_true_or_false_whatever_byte_was_sent():
    found = frames.decode(json.dumps({"tensor": ["bool", [4]]}).encode(), bytes([0, 1, 2, 255]))
    assert found.view(torch.uint8).tolist() == [0, 1, 1, 1]


def test_what_arrives_shares_no_memory():
    body = bytes(torch.ones(2).numpy().tobytes())
    found = frames.decode(json.dumps({"tensor": ["float32", [2]]}).encode(), body)
    found += 1
    assert torch.equal(frames.decode(json.dumps({"tensor": ["float32", [2]]}).encode(), body), torch.ones(2))


def test_time_limit_holds_for_one_byte_after_the_other():
    ours, theirs = socket.socketpair()

    def drip():
        for byte in frames.encode([0.0] * 100):
            try:
                theirs.send(bytes([byte]))
            except OSError:
                return
            stopped.wait(0.01)

    stopped = threading.Event()
    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        frames.receive(ours, 0.2)
    ours.close()
    thread.join()
    theirs.close()


def test_time_limit_holds_for_silence():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        begin = time.monotonic()
        with pytest.raises(TimeoutError):
            frames.receive(ours, 0.1)
        assert time.monotonic() - begin < 5


@pytest.mark.parametrize("lengths", [(1 << 40, 0), (2, 1 << 40)])
def test_announced_giants_are_refused_unread(lengths):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(struct.pack("<QQ", *lengths))
        with pytest.raises(frames.FrameError, match="too large"):
            frames.receive(ours, 1)


def test_the_other_side_is_gone():
    ours, theirs = socket.socketpair()
    theirs.send(b"123")
    theirs.close()
    with ours, pytest.raises(EOFError):
        frames.receive(ours, 1)
