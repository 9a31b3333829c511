# one step, and the rest from there


def euler(f, x, h, steps):
    def onwards(t, state, left):
        return [state] if left == 0 else [state, *onwards(t + h, state + h * f(t, state), left - 1)]

    return onwards(0.0, x, steps)
