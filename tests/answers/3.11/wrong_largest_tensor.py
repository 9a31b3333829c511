# slip: takes the largest tensor for inference | message: "While a layer works, its input and its output are both there"


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = range(0, L, every)
    own = [sum(sizes[s + 1 : s + every]) for s in starts]
    own[-1] = sum(sizes[starts[-1] + 1 :])
    return max(sizes), sum(sizes), sum(sizes[s] for s in starts) + max(own)
