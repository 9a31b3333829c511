"""The screens of chapter 1."""

from course_utils.classroom.screens import Preparation, Screen

PREPARATIONS = {
    "fits": Preparation(("identity-fit",), ("fits",), 15, "Small stacks are being fitted to a line"),
    "stack": Preparation(
        ("hardware", "telescope-train"), ("stack", "data"), 5, "A network of twelve blocks is being trained"
    ),
}

SCREENS = (
    Screen(
        "Why can a deeper network fail to learn what a shallower one can?",
        2,
        "A network gets more layers. What would you expect of the loss on its own training data?",
        lines=(
            "A plain block replaces what it is given.",
            "A residual block adds to what it is given.",
            "At 8 layers you cannot tell the two apart. At 56 you can.",
        ),
        slips=(
            ("“More layers overfit.”", "Then the training loss would be low. Ask for the loss on the training data."),
        ),
        short=True,
    ),
    Screen(
        "Replace, or add",
        3,
        "Both blocks have the same layers. What must the layers of each compute to hand on x unchanged?",
        cell="difference-drawn",
        figure=True,
        slips=(
            (
                "“The residual block has more parameters.”",
                "Count them: the skip has none. The layers are the same, and so are their weights at the start.",
            ),
        ),
    ),
    Screen(
        "How many of its own training digits?",
        3,
        "Vote, then ask somebody who said 99 % what the extra layers would have to do.",
        predict="1-degradation",
        right="20 %",
        recall=("1-overfitting",),
        short=True,
    ),
    Screen(
        "Deeper plain networks fit worse",
        3,
        "Which of the two pictures shows that this is not overfitting?",
        cell="degradation-train",
        figure=True,
        recall=("1-contains",),
        short=True,
    ),
    Screen(
        "Three times too long, in the right direction",
        3,
        "F points exactly at the target. Is adding it always a help?",
        predict="1-correction",
        right="larger",
        slips=(
            ("“Smaller, since the direction is right.”", "One step of three lengths lands two lengths beyond."),
            ("“Equal.”", "That is at twice the length: as far behind the target as before it."),
        ),
    ),
    Screen(
        "When does a correction help?",
        6,
        "Turn F away from the error. How short must it become to help still?",
        cell="correction-panel",
        slips=(("“Any angle below 90° helps.”", "Only if F is short enough: the cosine must exceed |F| / (2 |e|)."),),
        short=True,
    ),
    Screen(
        "Is it hard to copy?",
        2,
        "The target is x itself. What should be easier than that?",
        predict="1-identity",
        slips=(("“Copies x, only less exactly.”", "One block does. Eight of them answer about 0 to every x."),),
        right="has learnt nothing",
    ),
    Screen(
        "Eight blocks learn to hand on a number",
        7,
        "Move the steps from 0 to 100. Then bend the target: where does the plain stack catch up?",
        cell="identity-fit",
        needs=("fits",),
        slips=(
            (
                "“The learning rate was wrong.”",
                "Each twin was tried at five rates and two scales, and has its best.",
            ),
        ),
    ),
    Screen(
        "The sum telescopes",
        5,
        "Which block adds most to the score of this digit? What is left if you start in the middle?",
        cell="telescope-panel",
        needs=("stack",),
        recall=("1-telescope",),
    ),
    Screen(
        "A hundred blocks with x/L + f(x)",
        2,
        "The signal is divided by L in each block. What arrives of the input?",
        predict="1-scaling",
        slips=(
            (
                "“Close to 1: the skip carries it.”",
                "Each skip divides by L. Along the skips alone the input arrives with the factor 1/L to the power L.",
            ),
            ("“About 0.6.”", "That is x + f/√L, which leaves the skip as it is."),
        ),
        right="close to 0",
    ),
    Screen(
        "How large may the branch be?",
        5,
        "Go through the rules. Which keeps the size of the signal, and which keeps the input in it?",
        cell="scaling-panel",
        slips=(("“x/L + f keeps the signal in bounds.”", "It does, and it deletes the skip."),),
    ),
    Screen(
        "Do the gradients vanish?",
        3,
        "Everybody has read that they do. Which measurement would decide?",
        predict="1-cause",
        right="much larger: it explodes",
        recall=("1-cause",),
        short=True,
    ),
    Screen(
        "Before training and after",
        4,
        "What has batch norm done after one epoch? What, then, is wrong with the deep plain network?",
        cell="cause-with-norm",
        slips=(
            (
                "“So it explodes, and that is the cause.”",
                "An epoch later the gradient has about the same size at both ends, and the network still fails.",
            ),
        ),
        figure=True,
    ),
    Screen(
        "What to take along",
        2,
        "Which explanation that you had heard before did not survive a measurement?",
        lines=(
            "The deeper network contains the shallower one, and training does not find it.",
            "Adding lets a block do nothing by doing nothing.",
            "A correction helps when it points right and is short enough.",
            "Vanishing gradients are not the cause here.",
        ),
        short=True,
    ),
)
