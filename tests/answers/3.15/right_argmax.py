# argmax of what is sure


def leave(logits, labels, threshold):
    p = logits.softmax(2)
    answers = logits.argmax(2)
    sure = p.amax(2) >= threshold
    sure[-1] = True
    block = sure.int().argmax(0) + 1
    answer = answers.gather(0, block[None] - 1)[0]
    return block, block.double().mean(), (answer == labels).double().mean()
