"""The recall questions of lesson 3."""

from course_utils.panels.recall.kinds import Choice, Number, Order

QUESTIONS = (
    Choice(
        "3-pair",
        "Two blocks for one price",
        (
            "The paper's bottleneck 256-64-256 does 6 % fewer multiply-adds than its basic block. Why does it "
            "take longer?"
        ),
        "Norms, ReLUs and the addition run over the 256 channels of its ends: more bytes for the same operations.",
        right="its wide ends move more bytes",
        wrong={
            "a 1×1 convolution needs more operations than a 3×3": (
                "It needs a ninth. The operations are counted, and they are fewer."
            ),
            "it has more parameters": (
                "It has fewer, and weights are a small part of what is moved at this resolution."
            ),
            "three layers in a row cannot run in parallel": (
                "Two cannot either. In both blocks a layer has the machine to itself; only one has wide maps."
            ),
        },
    ),
    Number(
        "3-groups",
        "Counting by hand",
        "How many weights has a 3×3 convolution from 64 to 96 channels in 2 groups, without bias?",
        "9 · 64 · 96 / 2: each output channel sees the inputs of its own group only.",
        right=27648,
        tolerance=0.5,
        slips={
            55296: "That is without groups. With g groups each output sees 1/g of the inputs.",
            3072: "The 3×3 window counts nine weights for each pair of channels.",
            13824: "Divide by the number of groups once: each output still has a full window over its own half.",
        },
        otherwise="Window · channels in · channels out / groups.",
    ),
    Choice(
        "3-counters",
        "Counting by hand",
        "One counter reports 8.2 G for ResNet-50 at 224 pixels, another 4.1 G. Which one is wrong?",
        "PyTorch's counter takes a multiply-add as two operations, most papers take it as one.",
        right="neither: they count different things",
        wrong={
            "the first: it counted two images": (
                "Both say: one image. The factor of two is a matter of what an operation is."
            ),
            "the second: it forgot the norms and ReLUs": (
                "Those have no multiply-add in either counter, and they would not double the number."
            ),
            "the first: it counted the backward pass too": (
                "A backward pass costs about two forward ones, which would be a factor of three."
            ),
        },
    ),
    Order(
        "3-currencies",
        "Four currencies",
        (
            "From a basic block to a bottleneck with a quarter in the middle, at 64 channels: order the prices by "
            "how much they fall."
        ),
        "Operations fall 17 times, the bytes kept by a quarter, and the clock shows something in between.",
        items=(
            "multiply-adds",
            "time on the clock",
            "memory kept",
        ),
        first="falls most",
        last="falls least",
        otherwise=(
            "What is kept is mostly as wide as the ends, and those have not changed; time lies between what is "
            "computed and what is moved."
        ),
    ),
    Number(
        "3-roof",
        "The roofline",
        (
            "A machine computes 80 GFLOP/s at most and fetches 40 GB/s. What is the highest rate, in GFLOP/s, of "
            "a layer that does 0.5 operations a byte?"
        ),
        "The roof is the smaller of the two: 40 · 0.5 = 20, and 80. This layer waits for memory.",
        right=20,
        tolerance=0.1,
        unit="GFLOP/s",
        slips={
            80: "80 is the ceiling. At 0.5 operations a byte the layer is left of the corner, which lies at 2.",
            40: "40 GB/s are bytes; each brings half an operation.",
            160: "Multiply the bandwidth by the intensity, and take the smaller of that and the peak.",
        },
        otherwise="rate = min(peak, bandwidth · operations a byte).",
    ),
    Choice(
        "3-cores",
        "The roofline",
        (
            "A layer does 2 operations a byte; the corner of your roof is at 9. What brings twice the peak, at "
            "the same bandwidth?"
        ),
        "Left of the corner the bandwidth decides, and the corner only moves further away.",
        right="nothing: the layer waits for memory",
        wrong={
            "half the time": "That is right of the corner, where a layer waits for arithmetic.",
            "a little less time, as the corner moves to 4.5": (
                "Twice the peak moves the corner to 18, away from the layer."
            ),
            "more time, as the corner moves away": (
                "The slope of the roof stays where it is, so that the layer keeps its rate."
            ),
        },
    ),
    Choice(
        "3-se",
        "Squeeze-and-excitation",
        (
            "Squeeze-and-excitation adds less than 0.1 % to the multiply-adds of ResNet-50. Where does its "
            "largest price lie?"
        ),
        (
            "The whole map is read for the means, read again and written for the product: a sixth to a quarter "
            "more bytes, and a third more to keep."
        ),
        right="in bytes, kept and moved",
        wrong={
            "in parameters": (
                "Those grow too, by about a tenth; the bytes that a block moves grow by a sixth to a quarter, "
                "those kept by a third."
            ),
            "in multiply-adds": (
                "Its two layers see one number a channel. That is the currency in which it looks free."
            ),
            "in none of the four: it comes for free": (
                "The clock says some per cent, as the map makes further trips through memory."
            ),
        },
    ),
    Choice(
        "3-dense",
        "Concatenate instead of add",
        "Twice as many layers in a dense block keep more than three times the memory. Why?",
        "Layer l stores a fresh copy of all channels before it, and the sum of these grows with the square.",
        right="each layer stores a copy of all it reads",
        wrong={
            "its weights grow with the square of the depth": (
                "They do grow, and they are no part of what the forward pass keeps. Parameters are what a dense "
                "net has few of."
            ),
            "each layer makes more channels than the last": (
                "Each makes the same number, its growth. What it reads grows."
            ),
            "its convolutions are computed twice": "That is what checkpoints do, and they keep less, not more.",
        },
    ),
    Number(
        "3-deep",
        "Deep and thin, or shallow and wide?",
        (
            "Parameters are fixed and the network gets 16 times as many layers. By what factor does the memory "
            "kept grow, stem and head left out?"
        ),
        "L w² is fixed, so w falls as 1/√L, and L · w grows as √L: four times.",
        right=4,
        tolerance=0.05,
        unit="times",
        slips={
            16: "The width falls with the depth: L w² is fixed, so that w is a quarter.",
            1: "Parameters and multiply-adds stay. What is kept goes with L · w, not with L · w².",
            2: "√16 is 4. (2.0 is what the lesson measured for seven times the layers, with stem and projections.)",
        },
        otherwise="Memory goes with L · w at fixed L · w².",
    ),
)
