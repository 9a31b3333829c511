# slip: returns two numbers | message: "has shape ()"


def witnesses(r, L, D):
    return r, -min(r, 1.0)
