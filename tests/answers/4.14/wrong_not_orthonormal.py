# slip: takes the rows for orthonormal | message: "not orthonormal"


def erase(x, directions):
    centred = x - x.mean(0)
    return x - centred @ directions.T @ directions
