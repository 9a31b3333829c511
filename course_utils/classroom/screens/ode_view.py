"""The screens of chapter 5."""

from course_utils.classroom.screens import Preparation, Screen

PREPARATIONS = {
    "swap": Preparation(("swap-train",), ("models",), 30, "Three kinds of network learn to swap two points"),
}

SCREENS = (
    Screen(
        "Is a residual network a differential equation?",
        2,
        "x + F(x) and x + h f(x) look alike. What would have to be true for more than that?",
        lines=(
            "Euler, 1768: the next point is the last one plus a step along the slope.",
            "A residual block: the next state is the last one plus its branch.",
            "The same line. Is it the same thing?",
        ),
        short=True,
    ),
    Screen(
        "A current that runs in circles",
        3,
        "The equation stays on the circle. And the network?",
        predict="5-circle",
        right="outside, at more than twice the radius",
        slips=(
            ("“On the circle, a little behind.”", "Every step goes along the tangent, and a tangent leads outwards."),
        ),
        short=True,
    ),
    Screen(
        "Steps along a flow",
        6,
        "Halve the step. What happens to the spiral? Then change the method.",
        cell="euler-panel",
        recall=("5-step",),
        short=True,
    ),
    Screen(
        "Half the step, how much less error?",
        2,
        "RK4 has order 4. Two to which power?",
        predict="5-rk4",
        right="14 to 26 times",
        recall=("5-order",),
    ),
    Screen(
        "The order of a method is a slope",
        6,
        "Which of the lines is steepest, and where does rounding end it?",
        cell="order-panel",
        slips=(
            (
                "“A higher order is always better.”",
                "On the stiff problem with 16 steps every method is off by thousands or more.",
            ),
        ),
    ),
    Screen(
        "Everything is pulled to 0",
        2,
        "The equation decays fast. Can its network grow?",
        predict="5-stable",
        right="above 100",
        recall=("5-stable",),
        short=True,
    ),
    Screen(
        "Stable in one sense only",
        5,
        "Find a point at which the equation decays and the network grows. Is there one the other way round?",
        cell="stability-panel",
        recall=("5-disc",),
        short=True,
    ),
    Screen(
        "Must every state be kept?",
        2,
        "Backpropagation keeps every state. What does the adjoint keep?",
        predict="5-adjoint",
        right="does not grow",
        recall=("5-adjoint",),
    ),
    Screen(
        "What each way keeps",
        4,
        "Where is the price of the saved memory?",
        cell="adjoint-panel",
        slips=(
            (
                "“The adjoint costs nothing.”",
                "It solves the equation again, backwards, where what faded grows, with every rounding error.",
            ),
        ),
    ),
    Screen(
        "Swap two points on a line",
        3,
        "Two curves of one equation never meet. What follows?",
        predict="5-swap",
        right="the augmented flow and the residual net",
        recall=("5-swap",),
    ),
    Screen(
        "What a flow cannot do",
        5,
        "Move the time from 0 to 1. Where do the two points pass each other?",
        cell="swap-panel",
        slips=(
            (
                "“The flow was trained badly.”",
                "On a line, two paths of one equation never cross. The best it can do is to meet in the middle.",
            ),
        ),
        needs=("swap",),
    ),
    Screen(
        "Twice as many blocks",
        3,
        "If an equation stood behind it, more blocks would change less and less.",
        predict="5-settle",
        right="about as much again",
        recall=("5-equation",),
    ),
    Screen(
        "Refine the depth",
        5,
        "Compare independent with smooth weights. Which of them settles?",
        cell="trained-panel",
        recall=("5-test",),
    ),
    Screen(
        "What to take along",
        2,
        "Which experiment would tell you whether your own network is one?",
        lines=(
            "Every residual network can be written as Euler's method.",
            "Whether it is one depends on how its weights change from block to block.",
            "The equation may decay where its network grows.",
            "A flow cannot cross itself; a residual network can.",
        ),
        short=True,
    ),
)
