# slip: leaves everything where it is | message: "standing still"


def field(t, state):
    return 0 * state
