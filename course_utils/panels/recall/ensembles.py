"""The recall questions of lesson 4."""

from course_utils.panels.recall.kinds import Choice, Number, Order

QUESTIONS = (
    Number(
        "4-count",
        "Unravel the network, while it trains",
        "Six residual blocks. How many of the paths go through exactly two branches?",
        "6 choose 2: of six blocks, pick the two whose branch is taken.",
        right=15,
        tolerance=0,
        slips={
            64: "That is the number of all paths, 2⁶. Count those that take two branches and four skips.",
            30: "The order of the two is given by the network: a path through blocks 2 and 5 is one path.",
            36: "A path takes each branch once at most, and in the network's order.",
            12: "Pick two of six: 6 · 5 / 2.",
        },
        otherwise="Choose the two blocks whose branch is taken: n choose k.",
    ),
    Choice(
        "4-linear",
        "Unravel the network, while it trains",
        "For which networks do the isolated paths, run forwards one by one, add up to the output?",
        (
            "A branch may be applied to each summand on its own if it is linear. A ReLU of a sum is not the sum "
            "of ReLUs."
        ),
        right="for those with linear branches",
        wrong={
            "for all residual networks": (
                "That is the “we can ignore it” of the source. In the trained network the paths miss the output "
                "by several times its size."
            ),
            "for those with nothing after the addition": (
                "That makes the sum of terms exact. The terms then still depend on each other, as block 2 reads "
                "what block 1 made."
            ),
            "for trained ones, not for random ones": (
                "The trained ones were measured: the paths miss by several times the size of the output, and "
                "hardly a digit is read as before."
            ),
        },
    ),
    Order(
        "4-lesions",
        "Take one block out",
        "A residual network of 15 blocks, no retraining. Order these operations by how much accuracy they leave.",
        "A late block is hardly missed, four cost about half, and a full shuffle leaves guessing.",
        items=(
            "block 12 taken out",
            "four random blocks taken out",
            "all blocks shuffled",
        ),
        first="most",
        last="least",
        otherwise=(
            "A committee could sit in any order; these blocks cannot. And which of them are missed depends on how "
            "early they stand."
        ),
    ),
    Choice(
        "4-stale",
        "Does this explain generalisation?",
        "A sub-network of seven random blocks reads no digit. Which control tells whether its weights are to blame?",
        (
            "Its norms expect what the whole network sent them. With statistics of its own, and no weight "
            "touched, it reads many."
        ),
        right="estimate the statistics of its norms anew",
        wrong={
            "train it for an epoch at a small learning rate": (
                "Then its weights are others, and the question about these is gone."
            ),
            "take a plain sub-network for comparison": (
                "That one fails too, with and without norms of its own. It says something about skips, and "
                "nothing about stale statistics."
            ),
            "let twenty of them vote": (
                "With the whole network's norms the vote guesses as well; averaging does not mend what all have "
                "in common."
            ),
        },
    ),
    Number(
        "4-length",
        "Which paths carry the gradient?",
        (
            "Each of 16 branches multiplies a gradient by 1/3. What is the mean length of a path, weighted with "
            "the gradient that it carries?"
        ),
        "Lengths are binomial with the chance r / (1 + r) = 1/4, and 16 · 1/4 = 4.",
        right=4,
        tolerance=0.05,
        slips={
            8: (
                "That is the mean over all paths, each counted the same. Here a path counts less by 1/3 for each "
                "branch."
            ),
            5.33: "The chance is r / (1 + r), not r: past the branch the factor is 1, through it r.",
            12: "That is the mean number of skips; the length counts branches.",
        },
        otherwise="At each block the weights are 1 for the skip and r for the branch: a chance of r / (1 + r).",
    ),
    Choice(
        "4-skips",
        "Which paths carry the gradient?",
        "Short paths carry most of the gradient in the trained networks. What is that a property of?",
        (
            "In random stacks with the same skips the mean length followed the size of the branch: below and "
            "above that of all paths."
        ),
        right="of branches that shrink a gradient",
        wrong={
            "of the skips": (
                "The control had the same skips and larger branches, and the long paths carried the gradient."
            ),
            "of the number of short paths": (
                "There are few short ones: the numbers are binomial and favour the middle."
            ),
            "of backpropagation, in any network": (
                "At a size of the branch of 2 the mean length was above that of all paths."
            ),
        },
    ),
    Choice(
        "4-backwards",
        "Which paths carry the gradient?",
        (
            "Forwards, isolated paths miss the output of a network with ReLUs. Why is the sum over paths exact "
            "backwards?"
        ),
        "With I + J for each block, the product multiplies out into one term a path, whatever the branches are.",
        right="at a given input each block is a matrix",
        wrong={
            "the backward pass meets no ReLU": (
                "It meets all of them; at a given input each is a 0 or a 1, which is linear."
            ),
            "trained branches are nearly linear": (
                "Forwards they are not, as the isolated paths show; backwards it holds for random branches too."
            ),
            "gradients are small, and so are their errors": (
                "There is no error: all lengths together are autograd's gradient, to rounding."
            ),
        },
    ),
    Choice(
        "4-null",
        "A second reading: boosting",
        (
            "The blocks of the last third have a cosine of about 0.45 with the negative gradient. Why is that "
            "alone no evidence for boosting?"
        ),
        "The terms must add up to a right answer. Random steps with the same sum have a good part of that cosine.",
        right="a right answer enforces part of it",
        wrong={
            "a cosine below 1/2 does harm": (
                "That is the condition for a step as long as the error, from chapter 1. Here only the direction "
                "was asked for."
            ),
            "random directions have such cosines too": "In 256 dimensions they give 0 ± 0.06.",
            "the network was not trained to the end": (
                "It reads its digits. Before training no block descends at all."
            ),
        },
    ),
    Number(
        "4-stochastic",
        "Train for the loss of blocks",
        "Stochastic depth, ten blocks, a last chance of 0.5. With which chance does block 4 (branch F₃) take part?",
        "1 - 4/10 · (1 - 0.5).",
        right=0.8,
        tolerance=0.005,
        slips={
            0.5: "That is the last block's. The chance falls linearly from 1 to it.",
            0.2: "That is the chance that it is left out.",
            0.6: "The fall over all blocks is 1 - 0.5: multiply it by 4/10.",
            0.75: "Block 4 has the branch F₃, so that (l + 1)/L is 4/10, no half.",
        },
        otherwise="p falls linearly with the block: 1 - (l + 1)/L · (1 - p of the last), where block 4 has l = 3.",
    ),
)
