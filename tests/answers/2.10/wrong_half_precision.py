# slip: loses the small loss to rounding | message: "expected"

import torch


def gate_bias(L, kept):
    T = 1 - torch.tensor(kept ** (1 / L), dtype=torch.float16)
    return torch.logit(T.clamp(min=1e-3)).float()
