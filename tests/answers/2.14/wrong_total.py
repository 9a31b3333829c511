# slip: divides by the sum of all entries | message: "a sum of its own"


def sinkhorn(M, k):
    return M / M.sum()
