# slip: looks at the end | message: "does not know it"


def leave(logits, labels, threshold):
    answers = logits.argmax(2)
    same = (answers == answers[-1]).int().flip(0).cumprod(0).sum(0)
    block = len(answers) + 1 - same
    answer = answers.gather(0, block[None] - 1)[0]
    return block, block.double().mean(), (answer == labels).double().mean()
