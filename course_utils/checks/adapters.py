"""What runs beside an answer that is a module or that takes functions: it turns plain data into them and back.

A grader sends this source into its sandbox, so it imports torch, numpy and math only.
"""

import math

import torch


def with_branches(answer, x, weights, *rest):
    """Call `answer(x, branches, ...)` with the branches F_i(x) = tanh(x W_i^T), made from a list of (D, D) weights."""
    return answer(x, [lambda h, W=W: torch.tanh(h @ W.T) for W in weights], *rest)


def one_step(answer, sizes, x, gradient, rate):
    """Build the module, run it, take one step of gradient descent, run it again.

    Returns output, input gradient, output after the step, and two lists with a number for each weight matrix: how many
    entries it has, and the norm of its gradient after the step.
    """
    module = answer(*sizes).to(x.dtype)
    before, back = there_and_back(module, x, gradient)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.grad is not None:
                parameter -= rate * parameter.grad
    module.zero_grad()
    after, _ = there_and_back(module, x, gradient)
    matrices = [parameter for parameter in module.parameters() if parameter.dim() == 2]
    norms = [torch.zeros(()) if p.grad is None else p.grad.norm() for p in matrices]
    return [before, back, after, [p.numel() for p in matrices], norms]


class Block(torch.nn.Module):
    """x + W2 relu(W1 x) for two weights (D, D); dropout ends the branch where a rate is given."""

    def __init__(self, first, last, rate=0.0):
        super().__init__()
        layers = [linear(first), torch.nn.ReLU(), linear(last)]
        self.residual = torch.nn.Sequential(*layers, *([torch.nn.Dropout(rate)] if rate else []))

    def forward(self, x):
        """(N, D) -> (N, D)."""
        return x + self.residual(x)


def linear(weight):
    """A layer without bias that has this weight."""
    layer = torch.nn.Linear(*weight.shape[::-1], bias=False)
    layer.weight = torch.nn.Parameter(weight.clone())
    return layer


def residual_stack(weights, rate=0.0):
    """An nn.Sequential of blocks x + W2 relu(W1 x), given as (2, D, D) weights."""
    return torch.nn.Sequential(*(Block(*pair, rate) for pair in weights))


def kept(value):
    """A copy of what an answer returned, which a later call cannot change; what is no plain data stays what it is."""
    if type(value) is list or type(value) is tuple:
        return [kept(part) for part in value]
    plain = type(value) is torch.Tensor or type(value) is torch.nn.Parameter
    return torch.clone(torch.Tensor.detach(value)) if plain else value


def with_network(answer, x, labels, weights):
    """Call `answer(network, x, labels)` twice with a stack of blocks x + W2 relu(W1 x), given as (2, D, D) weights.

    Returns both readings, how many hooks are left in the network, and its output afterwards.
    """
    network = residual_stack(weights)
    readings = [kept(answer(network, x, labels)) for _ in range(2)]
    left = sum(len(own) for part in network.modules() for name, own in vars(part).items() if name.endswith("_hooks"))
    return [*readings, left, network(x)]


def used_by(module, x):
    """The different layers that `module(x)` calls, in the order of their first call, and the error it ends with."""
    called, error = [], None
    kinds = (torch.nn.Linear, torch.nn.Conv2d, torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)
    parts = [part for part in module.modules() if isinstance(part, kinds)]
    handles = [part.register_forward_hook(lambda part, *_: called.append(part)) for part in parts]
    with torch.no_grad():
        try:
            module(x)
        except RuntimeError as raised:  # shapes that do not fit, where a layer is missing
            error = raised
    for handle in handles:
        handle.remove()
    return list(dict.fromkeys(called)), error


def described(layer):
    """[out, in, kernel height, kernel width, whether there is a bias]; a norm has no `in` and no kernel."""
    shape = [*layer.weight.shape]
    return [*([*shape, 1, 1][:4] if len(shape) > 1 else [*shape, 0, 0, 0]), int(layer.bias is not None)]


def copied_into(layers, weights):
    """Copy pairs (weight, bias) into layers by their shapes, in order; an empty bias is 0. Whether all find a place."""
    free = list(layers)
    for weight, bias in weights:
        shape = ([*weight.shape[:2], 0][:2], weight.numel())
        layer = next((one for one in free if (described(one)[:2], one.weight.numel()) == shape), None)
        if layer is None or (layer.bias is None and len(bias)):
            return False
        free.remove(layer)
        with torch.no_grad():
            layer.weight.copy_(weight.reshape(layer.weight.shape))
            if layer.bias is not None:
                layer.bias.copy_(bias if len(bias) else torch.zeros_like(layer.bias))
    return not free


def with_weights(answer, sizes, x, weights, gradient, names=()):
    """Build `answer(*sizes)`, copy pairs (weight, bias) into the layers that it uses, run it and go back.

    Returns its layers as `described`, the biases that they started with, its output, and the gradient at x; x in place
    of both where a layer is missing, is too many, or has another shape. `names` are the layers' attributes, if given.
    """
    module = answer(*sizes).to(x.dtype).train()
    layers, error = ([getattr(module, name) for name in names], None) if names else used_by(module, x)
    told = [
        [described(layer) for layer in layers],
        [kept(layer.bias) for layer in layers if names and layer.bias is not None],
    ]
    if copied_into(layers, weights):
        return [*told, *there_and_back(module, x, gradient)]
    if error and len(layers) < max(len(weights) - 2, 1):
        raise error
    return [*told, x, x]


def there_and_back(module, x, gradient):
    """The output of a module and the gradient at its input; an output of another shape has no way back."""
    x = x.clone().requires_grad_()
    y = module(x)
    if isinstance(y, torch.Tensor) and y.shape == gradient.shape:
        y.backward(gradient)
    return [y, torch.zeros_like(x) if x.grad is None else x.grad]


def with_stack(answer, x, weights, activation):
    """Call `answer(network, x)` twice; the network has a layer a weight, or a block x + W2 relu(W1 x) a pair of them.

    Returns both readings, and how many parameters have a gradient afterwards.
    """
    kind, layers = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU}[activation], []
    for weight in weights:
        layers += [linear(weight), kind()] if isinstance(weight, torch.Tensor) else [Block(*weight)]
    network = torch.nn.Sequential(*layers)
    readings = [kept(answer(network, x)) for _ in range(2)]
    return [*readings, sum(parameter.grad is not None for parameter in network.parameters())]


def operated(answer, x, weights, dropped, order):
    """Call `answer(network, x, dropped, order)`; also return how many blocks and what output the network then has."""
    network = residual_stack(weights)
    return [kept(answer(network, x, dropped, order)), len(network), network(x)]


def lesioned(answer, x, labels, weights):
    """Call `answer(network, x, labels)` on a network in training mode, with dropout in its branches.

    Also return how many of its modules are still in training mode, how many there are, and its output without dropout.
    """
    network = residual_stack(weights, rate=0.5).train()
    curves = kept(answer(network, x, labels))
    modes = [module.training for module in network.modules()]
    return [curves, sum(modes), len(modes), network.eval()(x)]


def stochastic_block(answer, sizes, x, pair, runs):
    """Build `answer(width, survival)`, copy W and b into its one linear layer, run it in training and in evaluation.

    Returns its linear layers as `described`, `runs` outputs (runs, N, D) in training mode, and two in evaluation mode.
    """
    module = answer(*sizes).to(x.dtype)
    layers = [part for part in module.modules() if isinstance(part, torch.nn.Linear)]
    shapes = [described(layer) for layer in layers]
    if not copied_into(layers, [pair]):
        return [shapes, x, x]
    with torch.no_grad():
        training, evaluation = ([module.train(on)(x) for _ in range(n)] for on, n in ((True, runs), (False, 2)))
    return [shapes, *(torch.stack(calls) if calls[0] is not None else None for calls in (training, evaluation))]


def with_directions(answer, x, labels, weights, directions):
    """Call `answer(network, x, labels, directions)` with a stack of blocks that have a `.residual`."""
    return answer(residual_stack(weights), x, labels, directions)


def with_field(answer, weights, *rest):
    """Call `answer(f, ...)` with the field f(t, x) = tanh(x W^T + t u), made from a (D, D) and a (D,) tensor."""
    W, u = weights
    return answer(lambda t, x: torch.tanh(x @ W.T + t * u), *rest)


def solver(A, x, p):
    """The function solve(n): x' = A x from t = 0 to 1 in n equal steps of a method of order p, on a (D,) state."""

    def solve(n):
        step = sum(torch.linalg.matrix_power(A / n, k) / math.factorial(k) for k in range(p + 1))
        return torch.linalg.matrix_power(step, n) @ x

    return solve


def with_solver(answer, given, *rest):
    """Call `answer(solve, ...)` with the solver made from A, x and the order p."""
    return answer(solver(*given), *rest)


def with_map(answer, weights, *rest):
    """Call `answer(F, ...)` with F(x) = M x + c + V tanh(W x), of one (D,) vector or of each row of (N, D)."""
    M, c, V, W = weights
    return answer(lambda x: x @ M.T + c + torch.tanh(x @ W.T) @ V.T, *rest)
