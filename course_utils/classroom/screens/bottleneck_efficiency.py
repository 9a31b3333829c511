"""The screens of chapter 3."""

from course_utils.classroom.screens import Preparation, Screen

PREPARATIONS: dict[str, Preparation] = {}

SCREENS = (
    Screen(
        "What does a block cost, and in which currency?",
        2,
        "“This network is more efficient.” Efficient in what?",
        lines=(
            "Operations are what a block does.",
            "Bytes are what it moves.",
            "A clock shows whichever takes longer.",
        ),
        short=True,
    ),
    Screen(
        "Two blocks for one price",
        3,
        "Thickness is the number of channels. Which block moves more?",
        cell="pair-drawn",
        slips=(
            ("“They cost the same.”", "In multiply-adds. Bytes grow with the 256 channels at the bottleneck's ends."),
        ),
        figure=True,
        short=True,
    ),
    Screen(
        "Which of the two takes longer?",
        3,
        "The multiply-adds are about equal. Who votes for equal time, and why?",
        predict="3-pair",
        right="1.5 times as long, or more",
        recall=("3-pair",),
        short=True,
    ),
    Screen(
        "Where are the parameters, where the work?",
        2,
        "The last stage holds most of the parameters. Does it do most of the work?",
        predict="3-where",
        right="about 20 %",
        slips=(
            ("“Work goes with parameters.”", "Each weight is used once a pixel, and the last stage has few pixels."),
        ),
    ),
    Screen(
        "Build a network of four stages",
        6,
        "Add a block to stage 1, then to stage 4. Which raises the parameters, and which the operations?",
        cell="configurator-panel",
        recall=("3-counters",),
    ),
    Screen(
        "How narrow is a bottleneck?",
        3,
        "At which width of the middle is nothing saved any more?",
        predict="3-break-even",
        right="320 to 416 channels",
        slips=(("“At 256, as wide as the input.”", "Two of its three layers are 1 × 1, and cheap: there is room."),),
    ),
    Screen(
        "Design a block",
        6,
        "Make it as cheap as you can in operations. What happens to the bytes?",
        cell="design-panel",
        recall=("3-groups",),
        short=True,
    ),
    Screen(
        "Seventeen times fewer operations",
        3,
        "What would have to be true for it to be seventeen times faster?",
        predict="3-four",
        right="about twice, or less",
        slips=(("“About 16 times.”", "The maps that are fetched and written are nearly as large as before."),),
        short=True,
    ),
    Screen(
        "Four currencies",
        3,
        "In which currency does the saving shrink?",
        cell="four-measure",
        slips=(
            (
                "“Time follows the operations.”",
                "It lies between operations and bytes: the block still reads and writes all its channels.",
            ),
        ),
        figure=True,
    ),
    Screen(
        "The roofline",
        5,
        "On which side of the corner does a 1 × 1 layer stand? What would help it?",
        cell="roof-panel",
        figure=True,
        recall=("3-cores",),
    ),
    Screen(
        "Concatenate instead of add",
        2,
        "Every layer keeps what all earlier ones made. How does the memory grow?",
        predict="3-dense",
        right="more than three times as much",
        recall=("3-dense",),
    ),
    Screen(
        "Memory of a dense block",
        5,
        "Double the layers, then double the growth. Which costs more?",
        cell="dense-panel",
        slips=(
            (
                "“Twice the layers, twice the memory.”",
                "So it is in a residual stack. Here each layer keeps a fresh copy of all channels: nearly the square.",
            ),
        ),
    ),
    Screen(
        "Deep and thin, or shallow and wide?",
        5,
        "The same number of parameters. What does depth cost?",
        cell="deep-panel",
        recall=("3-deep",),
    ),
    Screen(
        "What to take along",
        2,
        "Which currency is the scarce one on your own machine?",
        lines=(
            "Parameters, operations, bytes and time are four prices.",
            "Fewer operations help only where operations are what one waits for.",
            "Depth and concatenation are paid for in memory.",
        ),
        short=True,
    ),
)
