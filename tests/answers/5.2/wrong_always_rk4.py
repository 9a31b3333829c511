# slip: writes RK4 into the code and never looks at the tableau | message: "With Euler's tableau, the new x"


def rk_step(f, t, x, h, A, b, c):
    k1 = f(t, x)
    k2 = f(t + h / 2, x + h / 2 * k1)
    k3 = f(t + h / 2, x + h / 2 * k2)
    k4 = f(t + h, x + h * k3)
    return x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
