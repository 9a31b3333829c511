# in logarithms, as one would for large exponents


def sinkhorn(M, k):
    logs = M.log()
    for _ in range(k):
        logs = logs - logs.logsumexp(-2, keepdim=True)
        logs = logs - logs.logsumexp(-1, keepdim=True)
    return logs.exp()
