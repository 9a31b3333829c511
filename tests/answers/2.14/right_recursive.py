# one round, then the rest


def sinkhorn(M, k):
    if k == 0:
        return M
    M = M / M.sum(-2, keepdim=True)
    return sinkhorn(M / M.sum(-1, keepdim=True), k - 1)
