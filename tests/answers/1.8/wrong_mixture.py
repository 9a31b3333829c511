# slip: coefficients add to 1 instead of their squares | message: "a^2 + b^2"


def keep_both(L):
    return 1 - 1 / L, 1 / L
