# from the text: a running product and the list of states

import torch


def mended(x, weights):
    states = [x]
    for W in weights:
        states.append(states[-1] + torch.mv(W, states[-1]))
    n, front, terms = len(weights), torch.eye(len(x), dtype=x.dtype), [states[-2]]
    for k in range(1, n + 1):
        front = front @ weights[n - k]
        terms.append(front @ states[max(n - k - 1, 0)])
    return 3, terms
