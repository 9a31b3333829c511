"""The screens of chapter 2."""

from course_utils.classroom.screens import Preparation, Screen

PREPARATIONS: dict[str, Preparation] = {}

SCREENS = (
    Screen(
        "Why do gradients die, and does the skip really save them?",
        2,
        "“The skip adds 1, so the gradient cannot vanish.” Who has read this? Who can say what it leaves out?",
        lines=(
            "Backwards, a plain block multiplies the gradient by its Jacobian.",
            "A residual block multiplies it by one plus its Jacobian.",
            "What does that one promise, and what does it not?",
        ),
        short=True,
    ),
    Screen(
        "Fifty plain layers, He initialisation",
        3,
        "Before you vote: which number does He initialisation keep?",
        predict="2-flow",
        right="about as large as it was",
        recall=("2-factor",),
        short=True,
    ),
    Screen(
        "Vanish, stay, explode",
        5,
        "Find a setting at which the plain network keeps its gradient, and one at which the residual one loses it.",
        cell="flow-panel",
        slips=(("“Residual networks never explode.”", "Take x + F with He weights and no norm: both terms add up."),),
        short=True,
    ),
    Screen(
        "Three blocks, forwards and backwards",
        3,
        "Which of the terms would be there without any branch?",
        cell="many-blocks-drawn",
        figure=True,
        recall=("2-cancel",),
    ),
    Screen(
        "A bound of 237",
        3,
        "An upper bound grows with depth. What does it say about the gradient being small?",
        predict="2-bound",
        right="about 0.001",
        recall=("2-bound",),
        short=True,
    ),
    Screen(
        "What an upper bound proves",
        5,
        "Let the branches shrink, then turn. Where is the gradient between floor and ceiling?",
        cell="bound-panel",
        slips=(("“The bound is nearly reached.”", "Only where all branches pull the same way."),),
    ),
    Screen(
        "A ReLU before the addition",
        2,
        "What can a ReLU not add to the stream?",
        predict="2-place",
        right="large and positive",
        recall=("2-preactivation",),
    ),
    Screen(
        "Where to put the ReLU",
        4,
        "Which place leaves the stream free to go down as well as up?",
        cell="place-panel",
        slips=(
            (
                "“After the addition nothing is lost.”",
                "There half of the first state is cut to exactly zero. Pre-activation cuts nothing.",
            ),
        ),
    ),
    Screen(
        "Touch the shortcut, and pay to the power L",
        5,
        "0.9 looks harmless. What is left after 50 blocks? From which factor on is it bearable?",
        cell="shortcut-panel",
        recall=("2-scaled",),
        short=True,
    ),
    Screen(
        "A learned matrix on every shortcut",
        3,
        "What do a rotation and the identity have in common?",
        predict="2-variants",
        right="a rotation, not a Gaussian matrix",
        recall=("2-rotation",),
    ),
    Screen(
        "Gates: a highway that can close",
        6,
        "Move the bias. At which bias is the gate open enough for fifty steps?",
        cell="gates-panel",
        slips=(("“A gate at one half is a good start.”", "One half to the power of fifty is nothing."),),
    ),
    Screen(
        "Pre-norm or post-norm?",
        3,
        "No warm-up. What do you expect at a small rate, and what at a large one?",
        predict="2-norm",
        slips=(
            (
                "“Pre-norm at both rates.”",
                "At the gentle rate post-norm is not behind. At the brisk one it trains only sometimes.",
            ),
        ),
        right="post-norm at 0.003, pre-norm at 0.01",
    ),
    Screen(
        "A thousand blocks",
        4,
        "No normalisation at all. What makes it trainable: the skip alone, or how large the branches are?",
        predict="2-thousand",
        right="above 90 %",
        slips=(("“A thousand is too deep.”", "With branches of 1/√L the signal does not explode at any depth."),),
    ),
    Screen(
        "What to take along",
        2,
        "Which layer of your own network stands on the path, and what does it take?",
        lines=(
            "The gradient of a block has two terms, one of them untouched.",
            "An upper bound is no floor: the two terms can cancel.",
            "What is put on the shortcut is paid for to the power L.",
            "The skip is the easiest way to a start at which every direction gets through.",
        ),
        short=True,
    ),
)
