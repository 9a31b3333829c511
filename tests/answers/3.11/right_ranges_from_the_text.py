# from the text: ranges of checkpoints, a sum for each segment


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = range(0, L, every)
    own = [sum(sizes[s + 1 : min(s + every, L + 1)]) for s in starts]
    own[-1] = sum(sizes[starts[-1] + 1 :])
    kept = sum(sizes[s] for s in starts)
    return max(sizes[i] + sizes[i + 1] for i in range(L)), sum(sizes), kept + max(own)
