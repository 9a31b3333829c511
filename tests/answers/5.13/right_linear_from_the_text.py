# from the text: functional.linear

import torch


def undo(y1, y2, weights):
    for A, B in [*weights][::-1]:
        y2 = y2 - torch.tanh(torch.nn.functional.linear(y1, B))
        y1 = y1 - torch.tanh(torch.nn.functional.linear(y2, A))
    return [y1, y2]
