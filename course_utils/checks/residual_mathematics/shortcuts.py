"""Exercise 1.4: how a shortcut changes shape."""

import torch

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect

shortcuts = Exercise("1.4", "Shortcuts between different shapes", "shortcut(x, channels, stride, weight)", 2, 12)


def padded(x, channels, stride, where="after"):
    """x (N, C, H, W) sub-sampled, with channels of zeros beside its own."""
    x = x[:, :, ::stride, ::stride]
    zeros = x.new_zeros(len(x), channels - x.shape[1], *x.shape[2:])
    half = zeros.shape[1] // 2
    parts = {"after": [x, zeros], "before": [zeros, x], "around": [zeros[:, :half], x, zeros[:, half:]]}
    return torch.cat(parts[where], 1)


def require_padding(answer, x, channels, stride):
    """Compare a shortcut without a matrix."""
    kept, more = padded(x, x.shape[1], stride), channels - x.shape[1]
    slips = [
        (padded(x, channels, stride, "before"), "The zeros come first; expected the old channels first."),
        (
            padded(x, channels, stride, "around"),
            "The zeros stand on both sides; expected them all after the old channels.",
        ),
        (torch.cat([kept, kept], 1)[:, :channels], "The new channels repeat the old ones; expected zeros there."),
        (padded(x, channels, 1), "Height and width are not sub-sampled."),
    ]
    if stride > 1:
        pooled = torch.nn.functional.avg_pool2d(x, stride, ceil_mode=True)
        slips += [
            (
                padded(pooled, channels, 1),
                "Neighbours are averaged; sub-sampling keeps one value and drops the others.",
            ),
            (
                padded(x[:, :, 1:, 1:], channels, stride),
                "Sub-sampling starts at row 1; it should keep row and column 0.",
            ),
            (padded(x[:, :, ::stride], channels, 1), "Only the rows are sub-sampled, the columns not."),
        ]
    elif more:
        slips.append((x, "Nothing was padded: channels can grow at stride 1 as well."))
    expect(answer(x, channels, stride, None), padded(x, channels, stride), "result", slips)


@shortcuts.law
def nothing_to_change(answer, draw):
    """changes nothing where nothing has to change"""
    require_padding(answer, draw.normal(2, 3, 5, 4), 3, 1)


@shortcuts.law
def pads_with_zeros(answer, draw):
    """pads new channels with zeros, at stride 1"""
    require_padding(answer, draw.normal(2, 3, 5, 4), 7, 1)
    require_padding(answer, draw.normal(1, 2, 3, 3, dtype=torch.float32), 4, 1)


@shortcuts.law
def subsamples(answer, draw):
    """keeps every stride-th row and column, odd sizes included"""
    require_padding(answer, draw.normal(2, 3, 6, 8), 6, 2)
    require_padding(answer, draw.normal(2, 3, 7, 4), 3, 2)
    require_padding(answer, draw.normal(2, 2, 7, 9), 5, 3)


@shortcuts.law
def projects_the_channels(answer, draw):
    """projects the channels of every kept pixel with the matrix it is given"""
    for stride, channels in ((2, 3), (1, 5), (2, 2)):
        x, weight = draw.normal(2, 3, 5, 7), draw.normal(channels, 3)
        kept = x[:, :, ::stride, ::stride]
        slips = [
            (torch.einsum("oc,nchw->nohw", weight, x), "Height and width are not sub-sampled."),
            (padded(kept, max(channels, 3), 1)[:, :channels], "The matrix was ignored: the channels are padded."),
        ]
        if channels == 3:
            slips.append(
                (torch.einsum("co,nchw->nohw", weight, kept), "The matrix is transposed: rows are new channels.")
            )
        expect(answer(x, channels, stride, weight), torch.einsum("oc,nchw->nohw", weight, kept), "result", slips)
