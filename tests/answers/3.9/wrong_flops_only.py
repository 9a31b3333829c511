# slip: believes in FLOP alone | message: "That is the time at the peak"


def under_the_roof(flops, moved, peak, bandwidth):
    return flops / moved < peak / bandwidth, (flops / peak).sum()
