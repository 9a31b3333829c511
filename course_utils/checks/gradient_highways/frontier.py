"""Exercises 2.14 to 2.16: doubly stochastic matrices, one block of several streams, a layer that looks linear."""

import torch
from torch import relu

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import expect, pieces

PRECISIONS = (torch.float64, torch.float32)

balanced = Exercise("2.14", "Rows and columns that add up to 1", "sinkhorn(M, k)", difficulty=2, minutes=10)


def normed(M, k, axes=(-2, -1)):
    """`k` times: divide by the sums over each of the `axes` in turn."""
    for _ in range(k):
        for axis in axes:
            M = M / M.sum(axis, keepdim=True)
    return M


def hold(answer, M, k, case):
    """Compare with the definition, with its slips."""
    slips = [
        (
            normed(M, k, (-1, -2)),
            "Rows were divided before columns; the columns come first, so that the rows end at 1.",
        ),
        (normed(M, k, (-2,)), "Only the columns were divided."),
        (normed(M, k, (-1,)), "Only the rows were divided."),
        (normed(M, 1), "That is one round; k rounds are asked for."),
        (normed(M.exp(), k), "The exponential was taken first; M is positive already."),
        (M / M.sum(), "Divided by the sum of all entries; every row and every column has a sum of its own."),
        (joint(M, k), "Both sums were taken before either was divided by; rows are summed after the columns are done."),
        (normed(M, k - 1), "One round is missing."),
        (normed(M, k + 1), "That is one round too many."),
    ]
    expect(answer(M, k), normed(M, k), "result", slips, case)


def joint(M, k):
    """The slip of dividing by both sums of the same matrix at once."""
    for _ in range(k):
        M = M / (M.sum(-2, keepdim=True) * M.sum(-1, keepdim=True))
    return M


def positive(draw, *shape, dtype=torch.float64):
    """Positive entries of unlike size."""
    return (1.2 * draw.normal(*shape)).exp().to(dtype)


@balanced.law
def a_round_or_a_few(answer, draw):
    """k rounds, columns first and then rows, at a k that is far from the limit"""
    for dtype in PRECISIONS:
        n = draw.integer(3, 5)
        for k in (1, draw.integer(2, 3)):
            hold(answer, positive(draw, n, n, dtype=dtype), k, f"k = {k}")


@balanced.law
def many_rounds(answer, draw):
    """after many rounds both sums are 1, and a factor on a row or a column of M no longer matters"""
    n = draw.integer(3, 5)
    M = positive(draw, n, n)
    hold(answer, M, 60, "k = 60")
    rows, columns = positive(draw, n, 1), positive(draw, 1, n)
    expect(answer(rows * M * columns, 200), normed(M, 200), "result for M with its rows and columns multiplied")


@balanced.law
def a_stack_of_matrices(answer, draw):
    """a stack (L, n, n), each matrix by itself"""
    L, n = draw.integer(2, 4), draw.integer(3, 5)
    M = positive(draw, L, n, n)
    slips = [(normed(M, 3, (0, 1)), "The sums ran over the first axes; in a stack the matrix is the last two.")]
    expect(answer(M, 3), normed(M, 3), "result", slips, "a stack of matrices")


streams = Exercise("2.15", "One block, several streams", "block(X, A, a, b, W)", difficulty=3, minutes=12)


def stream_inputs(draw, dtype, n=None):
    """X (N, n, D), A (n, n), a (n,), b (n,), W (D, D)."""
    N, n, D = draw.integer(5, 6), n or draw.integer(2, 3), draw.integer(4, 4)
    shapes = (N, n, D), (n, n), (n,), (n,), (D, D)
    return [draw.normal(*shape, dtype=dtype) for shape in shapes]


def forward(X, A, a, b, W):
    """What the block returns."""
    branch = relu(torch.einsum("j,njd->nd", a, X)) @ W.T
    return A @ X + b[:, None] * branch[:, None]


@streams.law
def the_whole_block(answer, draw):
    """mixing, reading and writing, for random A, a and b"""
    for dtype in PRECISIONS:
        X, A, a, b, W = stream_inputs(draw, dtype)
        slips = [
            (forward(X, A.T, a, b, W), "A is the wrong way round: stream i of the result takes A[i, j] of stream j."),
            (forward(X, A, b, a, W), "a and b are exchanged: a reads, b writes."),
            (A @ X + (forward(A @ X, A, a, b, W) - A @ A @ X), "The branch read the mixed streams; it reads X itself."),
            (X + forward(X, A, a, b, W) - A @ X, "The streams are not mixed."),
            (forward(X, A, a, torch.ones_like(b), W), "The weights b are missing."),
            (forward(X, A, torch.ones_like(a), b, W), "The weights a are missing."),
            (forward(X, A, a, b, W.T), "W is the wrong way round: for rows the branch is relu(h) @ W.T."),
            (forward(X, A, a, b, W) - A @ X, "Only the branch came back; the mixed streams are missing."),
            (late_relu(X, A, a, b, W), "Each stream met the ReLU by itself; the streams are added up by a before it."),
            (linear(X, A, a, b, W), "The ReLU is missing."),
        ]
        expect(answer(X, A, a, b, W), forward(X, A, a, b, W), "result", slips)


def late_relu(X, A, a, b, W):
    """The slip of a ReLU before the reading."""
    branch = torch.einsum("j,njd->nd", a, relu(X)) @ W.T
    return A @ X + b[:, None] * branch[:, None]


def linear(X, A, a, b, W):
    """The slip of no ReLU at all."""
    branch = torch.einsum("j,njd->nd", a, X) @ W.T
    return A @ X + b[:, None] * branch[:, None]


@streams.law
def one_stream_is_a_residual_block(answer, draw):
    """with one stream and A = a = b = 1 it is x + F(x)"""
    X, A, a, b, W = stream_inputs(draw, torch.float64, n=1)
    A, a, b = torch.ones_like(A), torch.ones_like(a), torch.ones_like(b)
    expect(answer(X, A, a, b, W), X + relu(X) @ W.T, "result", [(relu(X) @ W.T, "The skip is missing.")])


@streams.law
def the_mean_of_the_streams_is_kept(answer, draw):
    """where the columns of A add up to 1 and b is zero, the mean over the streams is what it was"""
    X, A, a, b, W = stream_inputs(draw, torch.float64, n=3)
    A = A - (A.sum(0) - 1) / len(A)
    returned = answer(X, A, a, torch.zeros_like(b), W)
    slips = [
        (A.T @ X, "A is the wrong way round."),
        (X, "The streams are not mixed."),
        (X.mean(1), "Only the mean came back."),
    ]
    expect(returned, A @ X, "result at b = 0", slips)


looks = Exercise("2.16", "A ReLU layer that starts linear", "mirrored(Q, x, g)", difficulty=3, minutes=12)


def layer_inputs(draw, dtype):
    """Q (O, D), x (N, D), g (N, O)."""
    N, O, D = draw.integer(6, 7), draw.integer(2, 3), draw.integer(4, 5)
    return [draw.normal(*shape, dtype=dtype) for shape in ((O, D), (N, D), (N, O))]


def halves(x):
    """relu(x) beside relu(-x), `(N, D)` to `(N, 2 D)`."""
    return torch.cat((relu(x), relu(-x)), 1)


@looks.law
def the_first_weights(answer, draw):
    """W: the weights (O, 2 D) with which a layer on [relu(x), relu(-x)] computes x @ Q.T"""
    for dtype in PRECISIONS:
        Q, x, g = layer_inputs(draw, dtype)
        slips = [
            (torch.cat((Q, Q), 1), "Both halves are alike: that makes |x| of x. The second one is mirrored, -Q."),
            (torch.cat((-Q, Q), 1), "The sign is the other way round: the first half sees relu(x)."),
            (torch.cat((Q, -Q), 0), "The halves stand below each other; they act on the two halves of the input."),
            (torch.cat((Q, 0 * Q), 1), "The second half is zero, and negative inputs get lost."),
            (torch.cat((Q, -Q), 1) / 2, "Halved: of relu(x) and relu(-x) one is zero, so that nothing counts twice."),
            (torch.stack((Q, -Q), 2).flatten(1), "The halves are interleaved; all of relu(x) comes first."),
        ]
        expect(pieces(answer(Q, x, g), "W, dW")[0], torch.cat((Q, -Q), 1), "W", slips)


@looks.law
def the_layer_is_linear_at_the_start(answer, draw):
    """put on [relu(x), relu(-x)], your W gives x @ Q.T, and three such layers give the product of three Q"""
    x, D = draw.normal(5, 4), 4
    state, product = x, torch.eye(D, dtype=torch.float64)
    for _ in range(3):
        Q = torch.linalg.qr(draw.normal(D, D)).Q
        W = pieces(answer(Q, x, draw.normal(5, D)), "W, dW")[0]
        expect(W, torch.cat((Q, -Q), 1), "W")
        state, product = halves(state) @ W.double().T, Q @ product
    expect(state, x @ product.T, "output of three layers")


@looks.law
def the_first_gradient(answer, draw):
    """dW: what reaches the weights; the halves get different gradients, and so the layer bends as it learns"""
    for dtype in PRECISIONS:
        Q, x, g = layer_inputs(draw, dtype)
        right = g.T @ halves(x)
        slips = [
            (torch.cat((g.T @ x, -g.T @ x), 1), "That is the gradient of Q, mirrored; the halves are weights apart."),
            (
                torch.cat((g.T @ relu(x), -g.T @ relu(x)), 1),
                "The second half is the first one, mirrored; it sees relu(-x).",
            ),
            (
                torch.cat((g.T @ relu(x), -g.T @ relu(-x)), 1),
                "The second half's sign: the minus belongs to W, not to dW.",
            ),
            (right.T, "That is the transpose: dW[i, j] belongs to W[i, j], from input j to output i."),
            (right / len(x), "Divided by the number of samples; g is already the gradient of the loss."),
            (
                torch.cat((g.T @ relu(x), 0 * (g.T @ x)), 1),
                "The second half gets a gradient, too: from inputs below 0.",
            ),
            (g.T @ x, "That is the gradient of Q alone; W has two halves."),
        ]
        expect(pieces(answer(Q, x, g), "W, dW")[1], right, "dW", slips)
