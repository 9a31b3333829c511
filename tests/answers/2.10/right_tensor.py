# torch in double precision

import torch


def gate_bias(L, kept):
    share = torch.tensor(kept, dtype=torch.float64)
    return torch.log(torch.expm1(-share.log() / L))
