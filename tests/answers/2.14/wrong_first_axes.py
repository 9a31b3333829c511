# slip: sums over the first two axes of a stack | message: "The sums ran over the first axes"


def sinkhorn(M, k):
    for _ in range(k):
        M = M / M.sum(0, keepdim=True)
        M = M / M.sum(1, keepdim=True)
    return M
