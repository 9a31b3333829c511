# a set of tensors that are alive, and the most that ever were


def peaks(sizes, every):
    L = len(sizes) - 1

    def bytes_of(alive):
        return sum(sizes[i] for i in alive)

    inference, alive = 0, {0}
    for l in range(1, L + 1):
        alive.add(l)
        inference = max(inference, bytes_of(alive))
        alive.remove(l - 1)
    kept, most = {i for i in range(L) if i % every == 0}, 0
    for start in sorted(kept, reverse=True):
        end = min(start + every, L)
        most = max(most, bytes_of(kept | set(range(start, end + 1))))
    return inference, bytes_of(range(L + 1)), most
