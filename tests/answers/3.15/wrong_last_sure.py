# slip: the last exit that is sure | message: "the last exit that is sure"


def leave(logits, labels, threshold):
    p = logits.softmax(2)
    answers = logits.argmax(2)
    sure = p.amax(2) >= threshold
    sure[-1] |= ~sure.any(0)
    block = len(sure) - sure.int().flip(0).argmax(0)
    answer = answers.gather(0, block[None] - 1)[0]
    return block, block.double().mean(), (answer == labels).double().mean()
