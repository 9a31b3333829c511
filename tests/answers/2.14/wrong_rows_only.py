# slip: never divides columns | message: "Only the rows were divided"


def sinkhorn(M, k):
    for _ in range(k):
        M = M / M.sum(-1, keepdim=True)
    return M
