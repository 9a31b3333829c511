# slip: follows the first arrow all the way | message: "Every step asks the field at the start"


def euler(f, x, h, steps):
    arrow = f(0.0, x)
    return [x + k * h * arrow for k in range(steps + 1)]
