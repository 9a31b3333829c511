# plain Python over the samples


from itertools import pairwise


def variation(x, f):
    x, f = x.tolist(), f.tolist()
    y = [a + b for a, b in zip(x, f, strict=True)]

    def total(v):
        return sum(abs(b - a) for a, b in pairwise(v))

    return total(y), abs(total(x) - total(f)), total(x) + total(f)
