# one tensor of terms

import torch


def mended(x, weights):
    states, n = [x], len(weights)
    for W in weights:
        states.append(states[-1] + torch.einsum("ij,j->i", W, states[-1]))
    terms = []
    for k in range(n + 1):
        term = states[max(n - 1 - k, 0)]
        for W in weights[n - k :]:
            term = W @ term
        terms.append(term)
    return torch.tensor(3), torch.stack(terms)
