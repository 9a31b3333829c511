# increments h k instead of slopes, in float64


def rk_step(f, t, x, h, A, b, c):
    steps = []
    for i, row in enumerate(A.double()):
        probe = x.double() + sum((row[j] * steps[j] for j in range(i)), start=0 * x.double())
        steps.append(h * f(t + float(c[i]) * h, probe.to(x.dtype)).double())
    return x + sum(weight * step for weight, step in zip(b.double(), steps, strict=True))
