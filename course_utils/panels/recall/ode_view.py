"""The recall questions of lesson 5."""

from course_utils.panels.recall.kinds import Choice, Number, Order

QUESTIONS = (
    Choice(
        "5-step",
        "Which step does a network take?",
        "Which step size h has a given residual network, read as Euler's method?",
        (
            "The field may be taken as F / h for whichever h you like, so the statement alone says nothing about "
            "the network."
        ),
        right="any, with another field",
        wrong={
            "h = 1": "That is one choice. With f = F / h every other one gives the same states, to rounding.",
            "h = 1/L": (
                "That is a choice as well. Only for blocks that share one f, each with 1/L of it, does it mean more."
            ),
            "it depends on the size of its weights": (
                "Size tells whether the steps are small against the stream. It fixes no h."
            ),
        },
    ),
    Number(
        "5-order",
        "Half the step, how much less error?",
        "A method of order 2 takes a third of the step. By how much is its error divided?",
        "The error goes like h to the power p, and 3² = 9.",
        right=9,
        tolerance=0.05,
        slips={
            3: "That is order 1, Euler's.",
            4: "That is for half the step; here it is a third.",
            6: "The power multiplies: 3 · 3.",
            8: "2³ exchanges the two numbers: it is the ratio of the steps to the power of the order.",
        },
        otherwise="The ratio of the steps, to the power of the order.",
    ),
    Order(
        "5-methods",
        "Half the step, how much less error?",
        "Eight steps each on the course's pulse. Order the methods by their error at the end.",
        "Orders 4, 2 and 1; midpoint and Heun are of one order and come out about alike.",
        items=(
            "RK4",
            "midpoint",
            "Euler",
        ),
        first="least error",
        last="most",
        otherwise=(
            "With a smooth field and steps this short, the higher order wins. (Where a field is stiff, none of "
            "them does.)"
        ),
    ),
    Number(
        "5-stable",
        "Stable in one sense only",
        "The equation x' = -4 x decays. Up to which step h does Euler's network decay too?",
        "|1 - 4 h| < 1 means h < 2/4. Beyond that each block overshoots zero by more than it came from.",
        right=0.5,
        tolerance=0.005,
        slips={
            0.25: (
                "There a single block lands on zero. Beyond it the state changes its sign at each block and still "
                "decays."
            ),
            2.0: "The condition is |1 + h λ| < 1, and λ is -4: divide by it.",
            1.0: "At h = 1 a block multiplies by -3.",
            0.75: "At h = 0.75 a block multiplies by -2.",
        },
        otherwise="Ask for |1 + h λ| < 1 with λ = -4.",
    ),
    Choice(
        "5-disc",
        "Stable in one sense only",
        "Can a residual network be stable at a fixed point where its equation is not?",
        "The disc |1 + h λ| < 1 lies inside the half-plane Re λ < 0.",
        right="no: one region lies inside the other",
        wrong={
            "yes: the two conditions have nothing to do with each other": (
                "They do: of 10,000 random λ none was stable for the network alone."
            ),
            "yes, if the step is small enough": (
                "A smaller step makes the disc in λ larger, up to the half-plane and never beyond it."
            ),
            "no: the two conditions are the same": (
                "The other direction fails: a stable equation may have an unstable network, as λ = -2.1 with h = 1 has."
            ),
        },
    ),
    Choice(
        "5-adjoint",
        "Must every state be kept?",
        "What does the adjoint method pay for keeping only the end state?",
        (
            "It runs the flow backwards, which takes evaluations, and what faded on the way forward comes back "
            "with its rounding errors enlarged."
        ),
        right="evaluations, and digits of the gradient",
        wrong={
            "memory that grows with the steps, only more slowly": "It kept the same bytes at 10 steps and at 640.",
            "nothing, since a flow can be run backwards exactly": (
                "On paper. Where the flow contracts, errors grow on the way back; one gradient was wrong by its "
                "own size."
            ),
            "a field of fewer weights": "The field is the same; only what is kept differs.",
        },
    ),
    Choice(
        "5-swap",
        "What a flow cannot do",
        "A residual net of three blocks swaps -1 and +1, a flow on the line cannot. What lets the net do it?",
        (
            "Its blocks jump from one side to the other. A flow would have to bring both points to one place at "
            "one time."
        ),
        right="its steps are large enough to jump",
        wrong={
            "it has more weights": (
                "The flow has a field of its own as well; with any number of weights the order on a line stays."
            ),
            "it has a ReLU": (
                "A flow's field may have one too. What counts is that its paths are continuous and never meet."
            ),
            "it has a second dimension to walk around in": (
                "That is the augmented flow. The net has one number in and one out."
            ),
        },
    ),
    Choice(
        "5-invertible",
        "A block that can be undone",
        "The branch has the Lipschitz constant 1.5. Is the block x + F(x) invertible?",
        "x + 1.5 x is, a curve that folds back is not: c < 1 is sufficient, not necessary.",
        right="it cannot be told from that",
        wrong={
            "no: the constant must be below 1": (
                "Below 1 it is sufficient. x + 1.5 x has this constant and is a straight line through all y."
            ),
            "yes: the skip makes every block invertible": (
                "With c above 1 the curve may fold back, and one y belongs to three x."
            ),
            "yes, and the iteration x = y - F(x) finds it": (
                "With F = 1.5 x the iteration flies off, though the block is invertible."
            ),
        },
    ),
    Choice(
        "5-test",
        "Are trained networks equations?",
        "Which experiment tells most about whether an equation stands behind a kind of trained network?",
        "If there is one, deeper and deeper networks settle on it. Tied starts did, at about Euler's rate.",
        right="train it at twice the depth, and compare the outputs",
        wrong={
            "write its blocks as steps of Euler's method": (
                "Every residual network can be written so. A statement that none can contradict tells nothing."
            ),
            "measure its accuracy on unseen digits": ("All three starts read the digits, and they gave three answers."),
            "check that every branch is small beside the stream": (
                "Independent draws with 1/√L have small steps too, and twice the depth is another function."
            ),
        },
    ),
    Choice(
        "5-equation",
        "Are trained networks equations?",
        (
            "Independent random weights, branches times 1/√L, then training. Why does no equation stand behind "
            "such a network?"
        ),
        (
            "Training adds a smooth change to the draw and the draw stays: deeper nets follow the noise of their "
            "own start."
        ),
        right="the rough random draw stays in the weights",
        wrong={
            "training makes neighbouring blocks differ more": (
                "What training adds is smooth from block to block, and the smoother the deeper the net."
            ),
            "its steps are too large": (
                "They are small: finer steps along its own weights do no harm. Twice the depth still gives "
                "another function."
            ),
            "it has no residual connections": (
                "It has. Every such network can be written as Euler's method, and whether it is one is another "
                "question."
            ),
        },
    ),
)
