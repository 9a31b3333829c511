"""The recall questions of lesson 1."""

from course_utils.panels.recall.kinds import Choice, Number, Order

QUESTIONS = (
    Choice(
        "1-overfitting",
        "A puzzle",
        "Which measurement shows that the 56-layer plain network does not fail by overfitting?",
        (
            "A network that overfits has a low training loss. Here the training loss itself is high, and the test "
            "error merely follows."
        ),
        right="its loss on the training digits is high",
        wrong={
            "its error on the test digits is high": (
                "An overfitted network has a high test error too, so this tells nothing apart: look at the data "
                "it was trained on."
            ),
            "its training error is below its test error": (
                "That gap is what overfitting looks like; here there is hardly a gap, both are high."
            ),
            "its residual twin has a lower test error": (
                "A comparison of test errors says who generalises better. The question is whether the training "
                "digits were fitted at all."
            ),
        },
    ),
    Choice(
        "1-contains",
        "The deeper network contains the shallower one",
        (
            "The 56-layer plain network computes what the 20-layer one computes, once its extra blocks are set by "
            "hand. What does that prove?"
        ),
        "The good weights exist, so the model is able; what fails in this budget is the search for them.",
        right="that good weights exist and training from scratch did not find them",
        wrong={
            "that training would find these weights with a smaller learning rate": (
                "Nothing was trained there: the construction shows that the weights exist, and is silent on how "
                "to reach them."
            ),
            "that deep plain networks cannot represent the solution": (
                "It is the other way round: the built network does represent it, with the loss of 20 layers."
            ),
            "that the extra blocks are of no use": (
                "They copy because they were set to. What trained ones would do is another question."
            ),
        },
    ),
    Choice(
        "1-nonlinearity",
        "What must a block have inside?",
        "Which of these blocks, stacked six high, can follow the two spirals?",
        "One weight layer is enough if there is a nonlinearity, in the branch or after the addition.",
        right="relu(x + Wx)",
        wrong={
            "x + Wx": "It is one matrix, W + I, and six of them are one matrix again: a straight line.",
            "x + VWx": (
                "Two weight layers without a ReLU are the matrix VW + I. The count of layers was never the point."
            ),
            "none with a single weight layer a block": (
                "That is the blog's rule; two of the stacks that followed the spirals have a single weight layer "
                "a block."
            ),
        },
    ),
    Number(
        "1-aim",
        "A block as a correction",
        (
            "F makes an angle of cosine 0.4 with the error e. Up to which length, in units of |e|, does adding F "
            "reduce the error?"
        ),
        "The condition is cos > |F| / (2 |e|), so |F| must stay below 2 · 0.4 · |e|.",
        right=0.8,
        tolerance=0.01,
        unit="times |e|",
        slips={
            0.4: (
                "0.4 is the length of the best step, where the new error is least. Steps up to twice that still help."
            ),
            2.0: "That is the limit at cosine 1, for a perfect aim. A worse aim allows a shorter step.",
            1.0: "A step as long as the error needs a cosine above 1/2.",
            0.2: "The condition reads |F| < 2 |e| cos: the 2 multiplies.",
        },
        otherwise="Expand |e - F|² and ask when it is below |e|²: that is cos > |F| / (2 |e|).",
    ),
    Order(
        "1-forgetting",
        "How large may the branch be?",
        (
            "One hundred random blocks, the last state compared with x₀. Order the rules by how much of the input "
            "is left (the cosine with x₀)."
        ),
        (
            "f/L changes next to nothing, f/√L leaves a good half, and x/L + f deletes the skip: its factor is L "
            "to the power -L."
        ),
        items=(
            "x + f/L",
            "x + f/√L",
            "x/L + f",
        ),
        first="most",
        last="least",
        otherwise=(
            "Ask of each rule what one hundred blocks do to x₀ along the skips, and how much the branches add to it."
        ),
    ),
    Number(
        "1-telescope",
        "Stacking: the sum telescopes",
        (
            "Blocks are numbered from 0. How many branches F are added on the way from x₃ to x₁₂, with nothing "
            "after the additions?"
        ),
        "Block i leads from xᵢ to xᵢ₊₁, so the sum runs from i = 3 to i = 11.",
        right=9,
        tolerance=0,
        slips={
            10: "A sum up to i = 12 has one term too many: block 12 leads from x₁₂ to x₁₃.",
            8: "One too few: block 3, which reads x₃, is one of them.",
            12: "That is the number from x₀ on; x₃ has three of them inside already.",
        },
        otherwise="Block i leads from xᵢ to xᵢ₊₁; count the blocks from 3 up to the one that makes x₁₂.",
    ),
    Choice(
        "1-cause",
        "Two sources, one contradiction",
        "Which observation rules out vanishing gradients as the root cause?",
        (
            "Where gradients neither vanish nor explode and the loss climbs with depth all the same, they cannot "
            "be the cause."
        ),
        right="plain stacks with healthy gradients degrade with depth",
        wrong={
            "residual networks have no vanishing gradients": (
                "That would fit the explanation well. What tests it is a plain network that fails with healthy "
                "gradients."
            ),
            "before the first step the plain gradient grows towards the input": (
                "It does, with batch norm, but only until training begins. It says that the gradient does not "
                "vanish there, not what happens in training."
            ),
            "the gradient of the deep plain network shatters": (
                "That is what goes with failure at the start. It is another suspect, and no evidence on the size "
                "of the gradient."
            ),
        },
    ),
    Number(
        "1-variation",
        "Does a skip make functions smooth?",
        "The branch f on [0, 1] has total variation 10. What is the least total variation that x + f(x) can have?",
        "The bound is |1 - V|, and f = -10 x reaches it: the skip takes off 1 at most.",
        right=9,
        tolerance=0.01,
        slips={
            0: "That needs V = 1: only f = -x, up to a constant, is cancelled by the skip.",
            1: "The identity's own variation is no floor: with V = 1 the sum can be constant.",
            11: "11 is the most, reached where f only rises.",
            10: "The skip can take off a little: where f falls, x rises.",
        },
        otherwise="|Δx + Δf| is at least ||Δf| - |Δx||; add the steps up.",
    ),
)
