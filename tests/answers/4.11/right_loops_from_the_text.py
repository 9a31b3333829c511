# sample by sample

import torch


def early_exits(states, W, b, labels):
    table = torch.stack([(W @ state.T + b[:, None]).argmax(0) for state in states]).T.tolist()
    settled = []
    for row in table:
        index = len(row) - 1
        while index and row[index - 1] == row[-1]:
            index -= 1
        settled.append(index)
    hits = [sum(row[l] == label for row, label in zip(table, labels.tolist(), strict=True)) for l in range(len(states))]
    return [hit / len(table) for hit in hits], settled
