# slip: adds both times | message: "Computing and moving overlap"


def under_the_roof(flops, moved, peak, bandwidth):
    work, wait = flops / peak, moved / bandwidth
    return wait > work, (work + wait).sum()
