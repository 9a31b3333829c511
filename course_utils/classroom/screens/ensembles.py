"""The screens of chapter 4."""

from course_utils.classroom.screens import Preparation, Screen

PREPARATIONS = {
    "twins": Preparation(
        cells=("hardware", "twins", "twins-train", "twins-ready"),
        keep=("pairs", "data", "snapshots", "shown", "labels"),
        seconds=30,
        words="Three pairs of networks are being trained",
    ),
}

SCREENS = (
    Screen(
        "One deep network, or many shallow ones?",
        2,
        "Fifteen workers stand in a row, each works on what the last one made. One stays at home. What comes out?",
        lines=(
            "A plain network is a row of workers: each hands on what it made.",
            "In a residual network each adds what it made to what it was given.",
            "What happens when one of fifteen is missing?",
        ),
        slips=(
            ("“Nothing works any more, in both.”", "Keep it for the vote: the two networks differ exactly in this."),
        ),
        short=True,
    ),
    Screen(
        "Every path from the input to the output",
        4,
        "Add blocks one at a time. By what does the number of paths grow? Then switch to ReLU: why do they miss?",
        cell="lattice-panel",
        recall=("4-linear",),
        slips=(
            (
                "“n blocks have n + 1 paths.”",
                "Those are the lengths. At every block a path goes through or past: two ways, n times.",
            ),
        ),
        short=True,
    ),
    Screen(
        "One of fifteen blocks is taken out",
        3,
        "Vote before anybody operates. Then let somebody who voted differently say why.",
        predict="4-surgery",
        slips=(
            (
                "“Both fall a little: it is one of fifteen.”",
                "In the plain network every later block then reads what it has never seen.",
            ),
            ("“Both fall to guessing.”", "The skip hands on the sum so far. What is missing is one term of it."),
        ),
        right="plain falls to guessing, residual hardly at all",
        short=True,
    ),
    Screen(
        "Operate yourself",
        6,
        "Which late blocks can go before the digit is misread? And which single block can never go?",
        cell="table-panel",
        needs=("twins",),
        slips=(
            ("“Any block can go.”", "Take out block 1. The early ones build what the later ones read."),
            ("“The plain network was not trained.”", "Put all blocks back: intact, it reads its digits."),
        ),
        short=True,
    ),
    Screen(
        "Without block l: every block, three networks",
        3,
        "Where is the residual network hurt? What does it change that its norms are recalibrated?",
        cell="surgery-figure",
        figure=True,
        recall=("4-stale",),
    ),
    Screen(
        "All fifteen blocks in a random order",
        3,
        "A committee can sit in any order. Can these?",
        predict="4-shuffle",
        slips=(
            (
                "“Nearly all: it hardly missed a block.”",
                "Without a block the others still read nearly what they learnt on. In another order none does.",
            ),
            ("“About half.”", "That is what four blocks out leave. A shuffle does more."),
        ),
        right="hardly more than guessing would",
        short=True,
    ),
    Screen(
        "How many are missing, how far from their order",
        3,
        "Which of the two pictures speaks for a committee, and which against it?",
        cell="many-figure",
        slips=(
            ("“A block more or less does not matter.”", "It matters which. A dot is a draw, and the draws spread."),
        ),
        figure=True,
    ),
    Screen(
        "How far do the isolated paths miss?",
        4,
        "32,768 paths, each run on its own and added up. Why is this no ensemble of 32,768 networks?",
        predict="4-isolated",
        recall=("4-linear",),
        right="several times its size",
    ),
    Screen(
        "How long are the paths that carry the gradient?",
        3,
        "All paths have 7.5 branches on average. Weighted with the gradient they carry: more or fewer?",
        predict="4-length",
        recall=("4-length",),
        right="3 to 6",
    ),
    Screen(
        "Short paths carry most, where a branch shrinks",
        5,
        "Move the size of the branch to 1, then to 1.5. Which paths carry the gradient now? Is that due to the skips?",
        cell="lengths-panel",
        recall=("4-skips", "4-backwards"),
    ),
    Screen(
        "Which blocks step down the loss?",
        3,
        "Boosting says: each of them. What would count against that?",
        predict="4-boosting",
        slips=(
            (
                "“All about equally: boosting says so.”",
                "Block by block, the first third does not step down the loss, and the last third does.",
            ),
            (
                "“The early ones: the loss is still high there.”",
                "They build what the later ones need. Before training, no block descends.",
            ),
        ),
        right="the late ones; the early ones hardly at all",
    ),
    Screen(
        "From before training to the last epoch",
        6,
        "Move the epoch from 0. Where does the slope come from? How much of it must be there in any case?",
        cell="boosting-panel",
        needs=("twins",),
        recall=("4-null",),
    ),
    Screen(
        "Twenty halves of one network vote",
        3,
        "Members of a committee are good on their own and err independently. Are these?",
        predict="4-members",
        recall=("4-stale",),
        slips=(
            (
                "“That of guessing.”",
                "With the whole network's norms, yes. With norms of their own they read many digits.",
            ),
            ("“About that of the whole.”", "The vote stays below the whole: these members were made to work together."),
        ),
        right="between guessing and the whole",
    ),
    Screen(
        "What to take along",
        2,
        "Which experiment of today would you repeat on your own network?",
        lines=(
            "Most late blocks can be spared; the early ones cannot.",
            "The paths are routes through one network, not networks whose outputs add up.",
            "Short paths carry the gradient where a branch shrinks it.",
            "An interpretation earns its keep by the experiments it suggests.",
        ),
        short=True,
    ),
)
