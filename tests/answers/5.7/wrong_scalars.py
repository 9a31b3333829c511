# slip: returns eigenvalues instead of matrices | message: "has shape ()"


def one_sense_only(h):
    return -3 / h, -0.5 / h
