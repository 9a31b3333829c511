# layer by layer, in Python's own numbers


def under_the_roof(flops, moved, peak, bandwidth):
    bound, seconds = [], 0.0
    for f, b in zip(flops.tolist(), moved.tolist(), strict=True):
        bound.append(f * bandwidth < b * peak)
        seconds += b / bandwidth if bound[-1] else f / peak
    return bound, seconds
