# slip: takes the exponential first | message: "M is positive already"


def sinkhorn(M, k):
    M = M.exp()
    for _ in range(k):
        M = M / M.sum(-2, keepdim=True)
        M = M / M.sum(-1, keepdim=True)
    return M
