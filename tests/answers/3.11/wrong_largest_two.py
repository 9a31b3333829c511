# slip: adds the two largest tensors, neighbours or not | message: "pair of *neighbours*"


def peaks(sizes, every):
    L = len(sizes) - 1
    starts = list(range(0, L, every))
    inner = [sum(sizes[s + 1 : s + every if s + every < L else L + 1]) for s in starts]
    return sum(sorted(sizes)[-2:]), sum(sizes), sum(sizes[s] for s in starts) + max(inner)
