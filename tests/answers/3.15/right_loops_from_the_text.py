# from the text: sample by sample

import torch


def leave(logits, labels, threshold):
    blocks, good = [], 0
    for n in range(logits.shape[1]):
        for k in range(len(logits)):
            odds = torch.softmax(logits[k, n], dim=0)
            if odds.max() >= threshold or k == len(logits) - 1:
                blocks.append(k + 1)
                good += int(odds.argmax() == labels[n])
                break
    return torch.tensor(blocks), sum(blocks) / len(blocks), good / len(blocks)
