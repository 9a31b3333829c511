# from the text: from the last block to the first

import torch


def leave(logits, labels, threshold):
    L = len(logits)
    block = torch.full_like(labels, L)
    answer = logits[-1].argmax(-1)
    for k in range(L - 2, -1, -1):
        odds, said = logits[k].softmax(-1).max(-1)
        stop = odds >= threshold
        block, answer = torch.where(stop, k + 1, block), torch.where(stop, said, answer)
    return block, block.to(logits.dtype).mean(), (answer == labels).to(logits.dtype).mean()
