# slip: stops a round early | message: "One round is missing"


def sinkhorn(M, k):
    for _ in range(k - 1):
        M = M / M.sum(-2, keepdim=True)
        M = M / M.sum(-1, keepdim=True)
    return M
