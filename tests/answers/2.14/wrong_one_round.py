# slip: ignores k | message: "k rounds are asked for"


def sinkhorn(M, k):
    M = M / M.sum(-2, keepdim=True)
    return M / M.sum(-1, keepdim=True)
