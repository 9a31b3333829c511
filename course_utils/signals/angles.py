"""What depth does to the angle between two inputs, in a random network so wide that chance averages out.

One ReLU layer with He's weights turns the cosine c of two inputs into kappa(c) (Cho and Saul 2009, with n = 1). Plain
layers apply it again and again, and c = 1 is where it rests: all inputs end in one direction.
"""

import math


def relu_cosine(c: float) -> float:
    """The cosine of two outputs of a wide random ReLU layer whose inputs have cosine `c`, a scalar from -1 to 1.

    `kappa(c) = (sqrt(1 - c^2) + (pi - arccos c) c) / pi`. Raises `ValueError` outside of [-1, 1].
    """
    if not -1 <= c <= 1:
        raise ValueError(f"A cosine lies between -1 and 1, and {c} does not.")
    return (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / math.pi


def cosines(c: float, depth: int, share: float | None = None) -> list[float]:
    """The cosine of two inputs before each of `depth` blocks and after the last: `depth + 1` scalars.

    Plain layers without `share`; blocks `x + sqrt(share) f(x)` with it, whose branch is unrelated to its input, so that
    `c' = (c + share kappa(c)) / (1 + share)`.
    """
    states = [c]
    for _ in range(depth):
        c = relu_cosine(c) if share is None else (c + share * relu_cosine(c)) / (1 + share)
        states.append(min(1.0, c))
    return states
