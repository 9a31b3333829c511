# slip: divides rows before columns | message: "Rows were divided before columns"


def sinkhorn(M, k):
    for _ in range(k):
        M = M / M.sum(-1, keepdim=True)
        M = M / M.sum(-2, keepdim=True)
    return M
