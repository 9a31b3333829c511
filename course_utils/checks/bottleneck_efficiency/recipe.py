"""Exercise 3.4: the parameters of a whole network, from its recipe."""

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect, pieces, require_kind

count = Exercise("3.4", "ResNet-50 by hand", "resnet_parameters(counts, classes)", difficulty=3, minutes=18)

NAMES = "stem, stages, head"
PUBLISHED = {50: ([3, 4, 6, 3], 25_557_032), 101: ([3, 4, 23, 3], 44_549_160), 152: ([3, 8, 36, 3], 60_192_808)}


def convolution(c_in, c_out, k, per_channel=2):
    """A convolution without bias, and what its norm has for each channel."""
    return c_in * c_out * k * k + per_channel * c_out


def stage(index, blocks, per_channel=2, project="first", enters=None, stays=None):
    """Parameters of a stage, and with other arguments what some slips make of it."""
    m = 64 * 2**index
    total = 0
    for number in range(blocks):
        c_in = (enters or (2 * m if index else 64)) if number == 0 else (stays or 4 * m)
        total += convolution(c_in, m, 1, per_channel) + convolution(m, m, 3, per_channel)
        total += convolution(m, 4 * m, 1, per_channel)
        if project == "every" or (project == "first" and number == 0):
            total += convolution(c_in, 4 * m, 1, per_channel)
    return total


def stages(counts, **slip):
    """The parameters of every stage."""
    return [stage(index, blocks, **slip) for index, blocks in enumerate(counts)]


def some_counts(draw):
    """Random numbers of blocks in four stages."""
    return [draw.integer(2, 9) for _ in range(4)]


@count.law
def stem_and_head(answer, draw):
    """stem and head: a 7x7 convolution with its norm, a linear layer with its bias"""
    for classes in (1000, draw.integer(10, 200), draw.integer(10, 200)):
        stem, _, head = pieces(answer(some_counts(draw), classes), NAMES)
        slips = [
            (9408, "The norm is missing: a scale and an offset for each of the 64 channels."),
            (
                9408 + 64,
                "A norm learns two numbers a channel, or is that a bias? The norm's offset makes it superfluous.",
            ),
            (9408 + 192, "The convolution has no bias: the norm's offset makes it superfluous."),
            (9408 + 256, "Running mean and variance are buffers, not parameters."),
            (3136 + 128, "An image has three channels."),
            (1728 + 128, "The stem's kernel is 7x7."),
        ]
        expect(stem, 9536, "stem", slips)
        slips = [
            (2048 * classes, "The bias of the linear layer is missing: one for each class."),
            (512 * classes + classes, "The last stage has 4 * 512 channels."),
            (2048 * classes + 2048, "There is one bias for each class, not for each input."),
        ]
        expect(head, 2048 * classes + classes, "head", slips, f"classes = {classes}")


def stage_slips(counts):
    """What goes wrong with the stages, and the sentence for it."""
    wanted = stages(counts)
    outer = [(64, 256)[index > 0] if index < 2 else 256 * 2 ** (index - 1) for index in range(4)]
    return [
        (stages(counts, project="none"), "The projections are missing: the first block of a stage changes its shape."),
        (
            [wanted[0] - convolution(64, 256, 1), *wanted[1:]],
            "The first stage needs a projection, too: its stride is 1, but 64 channels become 256.",
        ),
        (stages(counts, project="every"), "Only the first block of a stage has a projection."),
        (stages(counts, per_channel=0), "The norms are missing: two parameters for each output channel."),
        (stages(counts, per_channel=1), "A norm has two parameters for each output channel, a scale and an offset."),
        (stages(counts, per_channel=3), "The convolutions have no bias: the norms' offsets make it superfluous."),
        (stages(counts, per_channel=4), "Running mean and variance are buffers, not parameters."),
        ([total - 512 * 2**index for index, total in enumerate(wanted)], "The projection has a norm, too."),
        ([stage(i, n, enters=64 * 2**i) for i, n in enumerate(counts)], "A stage is entered by 4 m of the one before."),
        (
            [stage(i, n, enters=4 * 64 * 2**i) for i, n in enumerate(counts)],
            "The first block of a stage does not yet see that stage's width: it makes it.",
        ),
        (
            [stage(i, n, enters=outer[i], stays=outer[i]) for i, n in enumerate(counts)],
            "Only the first block sees the channels of the stage before; the others see 4 m.",
        ),
        ([stage(i, n - 1) for i, n in enumerate(counts)], "That is one block a stage too few."),
        ([stage(i, n + 1) for i, n in enumerate(counts)], "That is one block a stage too many."),
    ]


def expect_stages(answer, counts, classes=1000):
    """Compare the parameters of all stages."""
    wanted = stages(counts)
    own = as_tensor(pieces(answer(counts, classes), NAMES)[1], "stages")
    total = [(sum(wanted), "That is their sum; expected one number for each stage.")]
    expect(own, wanted, "stages", stage_slips(counts) + total, f"counts = {counts}")


@count.law(points=2)
def parameters_of_stages(answer, draw):
    """stages: blocks, norms, and one projection each"""
    for _ in range(3):
        expect_stages(answer, some_counts(draw))


@count.law
def published_networks(answer, draw):
    """ResNet-50, -101 and -152 come out to the last parameter"""
    for depth, (counts, published) in PUBLISHED.items():
        for classes in (1000, draw.integer(10, 2000)):
            returned = zip(pieces(answer(counts, classes), NAMES), NAMES.split(", "), strict=True)
            parts = [(as_tensor(part, name), name) for part, name in returned]
            for part, name in parts:
                require_kind(part, as_tensor(0, name), name)
            wanted = published + 2049 * (classes - 1000)
            what = f"The sum of all parts of ResNet-{depth}"
            expect(sum(int(part.sum()) for part, _ in parts), wanted, what, case=f"classes = {classes}")
