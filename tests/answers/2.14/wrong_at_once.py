# slip: divides by both sums of the same matrix | message: "Both sums were taken before"


def sinkhorn(M, k):
    for _ in range(k):
        M = M / (M.sum(-2, keepdim=True) * M.sum(-1, keepdim=True))
    return M
