"""The recall questions of lesson 2."""

from course_utils.panels.recall.kinds import Choice, Number, Order

QUESTIONS = (
    Order(
        "2-weights",
        "The story everyone tells",
        ("Fifty plain ReLU layers, untrained. Order these starts by how large a gradient still is at the first layer."),
        "Batch norm lets it grow, He's weights keep it, PyTorch's default multiplies it by 0.41 a layer.",
        items=(
            "He's weights and batch norm",
            "He's weights",
            "PyTorch's default weights",
        ),
        first="largest",
        last="smallest",
        otherwise=(
            "A ReLU passes half of a squared gradient; He's variance of 2/fan-in makes up for that, the default "
            "of 1/(3 fan-in) does not, and batch norm does more than make up."
        ),
    ),
    Number(
        "2-factor",
        "The story everyone tells",
        (
            "Weights of variance 1/(2 fan-in), square layers, each with a ReLU. By what factor does a layer "
            "multiply the size of a gradient, on average?"
        ),
        "The square is multiplied by fan-in · 1/(2 fan-in) · 1/2 = 1/4, the size by its root.",
        right=0.5,
        tolerance=0.01,
        slips={
            0.25: "That is the factor of the squared gradient; its size is the root of it.",
            0.707: "The ReLU halves the squared gradient as well: 1/2 · 1/2 under the root.",
            1.0: "That takes a variance of 2/fan-in, as He's weights have.",
        },
        otherwise="Take the root of (fan-in · variance of a weight) · 1/2, the half being the ReLU's.",
    ),
    Choice(
        "2-cancel",
        "Can the two terms cancel?",
        "“The gradient is multiplied by 1 + something, so it cannot vanish.” What is wrong?",
        "The something may be -1: branches F(x) = -x return minus what arrived, and nothing is left.",
        right="the something can be -1",
        wrong={
            "nothing: the 1 keeps every gradient alive": (
                "It was measured: with F(x) = -x the gradient at the input is 0, skip or no skip."
            ),
            "the 1 is there in plain networks too": (
                "A plain block hands back J alone; the 1 comes from the addition."
            ),
            "the 1 is lost at the first weight layer": (
                "It passes by the weights, which is the point of a skip. What it is added to can cancel it."
            ),
        },
    ),
    Choice(
        "2-bound",
        "What an upper bound proves",
        "Thirty blocks with ‖J‖ ≤ 0.2 have the bound 1.2³⁰ = 237. What follows for the gradient?",
        "A ceiling excludes explosion beyond it. For a floor one needs (1 - r) to the power L, 0.001 here.",
        right="it grows 237 times at most, and may vanish",
        wrong={
            "it cannot vanish, as the bound stays away from 0": (
                "That is the textbook's slip: with J = -0.2 I the bound is 237 and the gradient is multiplied by 0.001."
            ),
            "it grows about 237 times": (
                "A bound is what cannot be passed. What is reached depends on how the branches point."
            ),
            "it stays between 1 and 237 times its size": "The floor of this stack is (1 - 0.2)³⁰ = 0.001, not 1.",
        },
    ),
    Choice(
        "2-dead",
        "A unit that has died",
        (
            "Every unit of a residual block's hidden layer is dead; nothing follows the addition. Which gradients "
            "arrive?"
        ),
        "The skip hands the gradient on to what lies below. The dead weights see none of it.",
        right="all at the input, none at the dead weights",
        wrong={
            "none at the input, none at the dead weights": (
                "That is the plain block, or one with a ReLU after the addition and a negative sum."
            ),
            "all of it at the input, and some at the dead weights": (
                "Behind a ReLU that never opens nothing arrives, skip or no skip."
            ),
            "half at the input, half at the dead weights": (
                "The two ways do not share out a gradient: each gets all that arrives, times its own derivative."
            ),
        },
    ),
    Choice(
        "2-preactivation",
        "Where to put the ReLU",
        "Why does the mean of the stream climb in x + relu(F(x)) and not in x + F(relu(x))?",
        "What a ReLU hands out is never negative, so each block can only add.",
        right="there the branch ends with a ReLU and only adds",
        wrong={
            "pre-activation normalises the stream": (
                "Its norms act inside the branch. Nothing acts on the stream itself, which is why it stays untouched."
            ),
            "in x + F(relu(x)) the ReLU cuts the stream to zero": (
                "It cuts what the branch reads; the stream itself goes on along the skip. In post-activation it "
                "is the stream that is cut."
            ),
            "its branches have larger weights": (
                "Both have the same layers and the same draws; only their order differs."
            ),
        },
    ),
    Number(
        "2-scaled",
        "Touch the shortcut, and pay to the power L",
        (
            "Every shortcut of 100 blocks is multiplied by 0.99. Which share of the gradient arrives along the "
            "shortcuts alone?"
        ),
        "0.99 to the power 100. One per cent a block is two thirds of it in a hundred.",
        right=0.366,
        tolerance=0.006,
        slips={
            0.99: "The factor is paid at each block: multiply it a hundred times.",
            0.0: "Not yet: that is nearly so for a thousand blocks, where 0.99 to the power 1000 is 0.00004.",
            0.01: "One per cent is what a single block takes, not what is left.",
        },
        otherwise="Multiply 0.99 by itself a hundred times: about 1/e.",
    ),
    Choice(
        "2-rotation",
        "A good start without a skip",
        "Forty shortcuts with a random matrix each. Why does training survive rotations and not Gaussian matrices?",
        (
            "All singular values of a product of rotations are 1; the Gaussian product passes a few directions "
            "and flattens the rest."
        ),
        right="products of rotations keep every direction",
        wrong={
            "a rotation is closer to the identity": (
                "A random rotation is as far from it as a Gaussian matrix is, and mixes everything."
            ),
            "Gaussian matrices make the gradient vanish in size": (
                "They are drawn to keep its size, and do. What they lose is directions."
            ),
            "rotations have no parameters to learn": (
                "Both are learned matrices of the same shape; only the start differs."
            ),
        },
    ),
)
