# slip: the accuracy of the last exit | message: "That is the accuracy of the last exit"


def leave(logits, labels, threshold):
    p = logits.softmax(2)
    answers = logits.argmax(2)
    sure = p.amax(2) >= threshold
    sure[-1] = True
    block = sure.int().argmax(0) + 1
    return block, block.double().mean(), (answers[-1] == labels).double().mean()
