# slip: counts blocks from 0 | message: "Blocks are counted from 1"


def leave(logits, labels, threshold):
    p = logits.softmax(2)
    answers = logits.argmax(2)
    sure = p.amax(2) >= threshold
    sure[-1] = True
    block = sure.int().argmax(0) + 1
    answer = answers.gather(0, block[None] - 1)[0]
    return block - 1, (block - 1).double().mean(), (answer == labels).double().mean()
