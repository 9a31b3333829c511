# the stack at n + 1 sizes of its branches, and a Vandermonde matrix

import torch


def by_length(x, weights):
    n = len(weights)
    angles = torch.exp(2j * torch.pi * torch.arange(n + 1, dtype=torch.float64) / (n + 1))
    outputs = []
    for t in angles:
        state = x.to(torch.complex128)
        for W in weights:
            state = state + t * state @ W.T.to(torch.complex128)
        outputs.append(state)
    return list(torch.fft.fft(torch.stack(outputs), dim=0).real / (n + 1))
