# walks through every moment of the way back


def peaks(sizes, every):
    L = len(sizes) - 1
    inference = max(sizes[i] + sizes[i + 1] for i in range(L))
    kept = sum(sizes[i] for i in range(L) if i % every == 0)
    moments = []
    for start in range(0, L, every):
        alive, i = kept, start + 1
        while i <= L and (i % every or i == L):
            alive += sizes[i]
            i += 1
        moments.append(alive)
    return inference, sum(sizes), max(moments)
