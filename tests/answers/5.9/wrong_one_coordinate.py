# slip: returns an arrow for x only | message: "field has shape"


def field(t, state):
    return -2 * state[:, :1]
