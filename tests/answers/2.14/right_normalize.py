# torch's own normalisation, by the sum of absolute values
from torch.nn.functional import normalize


def sinkhorn(M, k):
    for _ in range(k):
        M = normalize(normalize(M, p=1, dim=-2), p=1, dim=-1)
    return M
