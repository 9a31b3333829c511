# from the text: binary numbers choose the blocks

import torch


def isolated(x, weights):
    n, total, network = len(weights), torch.zeros_like(x), x
    for code in range(2**n):
        h = x
        for i in range(n):
            if code >> i & 1:
                h = torch.relu(h @ weights[i].T)
        total = total + h
    for W in weights:
        network = network + torch.relu(network @ W.T)
    return total, torch.linalg.norm(total - network) / torch.linalg.norm(network)
