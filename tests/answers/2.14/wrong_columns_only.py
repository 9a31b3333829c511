# slip: never divides rows | message: "Only the columns were divided"


def sinkhorn(M, k):
    for _ in range(k):
        M = M / M.sum(-2, keepdim=True)
    return M
