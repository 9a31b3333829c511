# slip: returns an arrow for x only | message: "field came back with shape"


def field(t, state):
    return -2 * state[:, :1]
