# from the text: plain numbers, a sum by hand


def under_the_roof(flops, moved, peak, bandwidth):
    bound, seconds = [], 0.0
    for F, M in zip(flops.tolist(), moved.tolist(), strict=False):
        bound.append(M / bandwidth > F / peak)
        seconds += max(F / peak, M / bandwidth)
    return bound, seconds
