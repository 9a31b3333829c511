# slip: x/L + f: deletes the skip | message: "dies with depth"


def keep_both(L):
    return 1.0 / L, 1.0
