# slip: forgets the input of a layer | message: "its input and its output are both there"


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    inner = [sum(sizes[s + 1 : s + every if s + every < L else L + 1]) for s in starts]
    return max(sizes), sum(sizes), sum(sizes[s] for s in starts) + max(inner)
