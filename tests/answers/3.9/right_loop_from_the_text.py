# layer by layer, plain numbers


def under_the_roof(flops, moved, peak, bandwidth):
    waits, seconds = [], 0
    for work, size in zip(flops.tolist(), moved.tolist(), strict=True):
        waits.append(size / bandwidth > work / peak)
        seconds += size / bandwidth if waits[-1] else work / peak
    return waits, seconds
