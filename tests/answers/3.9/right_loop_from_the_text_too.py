# from the text: layer by layer in lists


def under_the_roof(flops, moved, peak, bandwidth):
    bound, seconds = [], 0
    for F_l, M_l in zip(flops.tolist(), moved.tolist(), strict=False):
        compute, memory = F_l / peak, M_l / bandwidth
        bound.append(memory > compute)
        seconds += max(compute, memory)
    return bound, seconds
