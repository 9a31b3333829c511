# slip: returns what the equation does | message: "what the exact solution does"


def growth(re, im, A, b):
    return re.exp() + 0 * im
