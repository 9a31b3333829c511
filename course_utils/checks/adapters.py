"""What runs beside an answer that is a module or that takes functions: it turns plain data into them and back.

A grader sends this source into its sandbox, so it imports torch, numpy and math only.
"""

import torch


def with_branches(answer, x, weights, *numbers):
    """Call `answer(x, branches, ...)` with the branches F_i(x) = tanh(x W_i^T), made from a list of (D, D) weights."""

    def branch(weight):
        return lambda h: torch.tanh(h @ weight.T)

    return answer(x, [branch(weight) for weight in weights], *numbers)


def one_step(answer, sizes, x, gradient, rate):
    """Build the module, run it, take one step of gradient descent, run it again.

    Returns output, input gradient, output after the step, and two lists with a number for each weight matrix: how many
    entries it has, and the norm of its gradient after the step.
    """
    module = answer(*sizes).to(x.dtype)
    x = x.clone().requires_grad_()
    before = module(x)
    if before is None:
        return None
    before.backward(gradient)
    input_gradient = torch.zeros_like(x) if x.grad is None else x.grad.clone()
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.grad is not None:
                parameter -= rate * parameter.grad
    module.zero_grad()
    after = module(x)
    after.backward(gradient)
    matrices = [p for p in module.parameters() if p.dim() == 2]
    norms = [0.0 if p.grad is None else p.grad.norm().item() for p in matrices]
    return before, input_gradient, after, [p.numel() for p in matrices], norms


def residual_stack(weights, rate=0.0):
    """An nn.Sequential of blocks x + W2 relu(W1 x), given as (2, D, D) weights; dropout ends each branch."""

    class Block(torch.nn.Module):
        def __init__(self, pair):
            super().__init__()
            layers = [torch.nn.Linear(pair.shape[2], pair.shape[1], bias=False, dtype=pair.dtype) for _ in range(2)]
            self.residual = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1], torch.nn.Dropout(rate))
            with torch.no_grad():
                for layer, weight in zip(layers, pair, strict=True):
                    layer.weight.copy_(weight)

        def forward(self, x):
            return x + self.residual(x)

    return torch.nn.Sequential(*(Block(pair) for pair in weights))


def with_network(answer, x, labels, weights):
    """Call `answer(network, x, labels)` twice with a stack of blocks x + W2 relu(W1 x), given as (2, D, D) weights.

    Returns both results and how many hooks are left in the network.
    """
    network = residual_stack(weights)
    results = [answer(network, x, labels) for _ in range(2)]
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    left = sum(len(getattr(module, kind)) for module in network.modules() for kind in kinds)
    return [*results, left]


def in_order_of_use(module, x, kinds):
    """For each kind of layer, the different layers of it that `module(x)` calls, in the order of their first call."""
    called = []
    handles = [
        part.register_forward_hook(lambda part, *_: called.append(part))
        for part in module.modules()
        if isinstance(part, kinds)
    ]
    with torch.no_grad():
        module(x)
    for handle in handles:
        handle.remove()
    return [[part for part in dict.fromkeys(called) if isinstance(part, kind)] for kind in kinds]


def ordered_unit(answer, width, order, x, weights, scales, offsets, gradient):
    """Build `answer(width, order)`, copy the weights into its layers in their order of use, run it and go back.

    Returns how many linear layers and norms it calls, its output, and the gradient at x.
    """
    module = answer(width, order).to(x.dtype)
    module.train()
    linears, norms = in_order_of_use(module, x, (torch.nn.Linear, torch.nn.BatchNorm1d))
    if len(linears) != 2 or len(norms) != 2:
        return [len(linears), len(norms), x, x]
    with torch.no_grad():
        for linear, weight in zip(linears, weights, strict=True):
            linear.weight.copy_(weight)
            if linear.bias is not None:
                linear.bias.zero_()
        for norm, scale, offset in zip(norms, scales, offsets, strict=True):
            norm.weight.copy_(scale)
            norm.bias.copy_(offset)
    return [2, 2, *there_and_back(module, x, gradient)]


def highway_layer(answer, width, bias, x, weights, gradient):
    """Build `answer(width, bias)`, copy W, b, W_T, b_T into its `branch` and `gate`, run it and go back.

    Returns the biases that gate and branch started with, the output, and the gradient at x.
    """
    module = answer(width, bias).to(x.dtype)
    started = [layer.bias.detach().clone() for layer in (module.gate, module.branch)]
    W, b, W_T, b_T = weights
    with torch.no_grad():
        for layer, weight, offset in ((module.branch, W, b), (module.gate, W_T, b_T)):
            layer.weight.copy_(weight)
            layer.bias.copy_(offset)
    return [*started, *there_and_back(module, x, gradient)]


def there_and_back(module, x, gradient):
    """The output of a module and the gradient at its input; an output of another shape has no way back."""
    x = x.clone().requires_grad_()
    y = module(x)
    if y is None:
        return [None, x]
    if isinstance(y, torch.Tensor) and y.shape != gradient.shape:
        return [y, torch.zeros_like(x)]
    y.backward(gradient)
    return [y, torch.zeros_like(x) if x.grad is None else x.grad]


def prepared(module, x, kinds):
    """The layers of each kind that `module` calls, in order; biases at 0, norms with scale 1 and offset 0."""
    module.train()
    found = in_order_of_use(module, x, kinds)
    with torch.no_grad():
        for part in (part for group in found for part in group):
            if isinstance(part, torch.nn.BatchNorm2d):
                part.weight.fill_(1.0)
                part.bias.zero_()
            elif part.bias is not None and isinstance(part, torch.nn.Conv2d):
                part.bias.zero_()
    return found


def bottleneck_block(answer, sizes, x, weights, gradient):
    """Build `answer(*sizes)`, copy the weights into its convolutions by their shapes, run it and go back.

    Returns its convolutions as [out, in, kernel], how many norms it calls, its output, and the gradient at x.
    """
    module = answer(*sizes).to(x.dtype)
    convs, norms = prepared(module, x, (torch.nn.Conv2d, torch.nn.BatchNorm2d))
    shapes = [list(conv.weight.shape[:3]) for conv in convs]
    if sorted(shapes) != sorted(list(weight.shape[:3]) for weight in weights):
        return [shapes, len(norms), x, x]
    with torch.no_grad():
        for weight in weights:
            convs[shapes.index(list(weight.shape[:3]))].weight.copy_(weight)
    return [shapes, len(norms), *there_and_back(module, x, gradient)]


def squeeze_excitation(answer, sizes, x, weights, gradient):
    """Build `answer(*sizes)`, copy W_1, b_1, W_2, b_2 into its two layers (linear or 1x1), run it and go back.

    Returns its layers as [out, in, whether there is a bias, pixels of the kernel], its output, the gradient at x.
    """
    module = answer(*sizes).to(x.dtype)
    both = (torch.nn.Linear, torch.nn.Conv2d)
    (layers,) = in_order_of_use(module, x, (both,))
    rows = [
        [*w.shape[:2], int(b is not None), w[0, 0].numel()] for w, b in ((part.weight, part.bias) for part in layers)
    ]
    if rows != [[*weight.shape, 1, 1] for weight in weights[::2]]:
        return [rows, x, x]
    with torch.no_grad():
        for layer, weight, bias in zip(layers, weights[::2], weights[1::2], strict=True):
            layer.weight.copy_(weight.reshape(layer.weight.shape))
            layer.bias.copy_(bias)
    return [rows, *there_and_back(module, x, gradient)]


def dense_block(answer, sizes, x, weights, gradient):
    """Build `answer(*sizes)`, copy the weights into its convolutions in their order of use, run it and go back.

    Returns its convolutions as [out, in, kernel], how many norms it calls, its output, and the gradient at x.
    """
    module = answer(*sizes).to(x.dtype)
    convs, norms = prepared(module, x, (torch.nn.Conv2d, torch.nn.BatchNorm2d))
    shapes = [list(conv.weight.shape[:3]) for conv in convs]
    if shapes != [list(weight.shape[:3]) for weight in weights]:
        return [shapes, len(norms), x, x]
    with torch.no_grad():
        for conv, weight in zip(convs, weights, strict=True):
            conv.weight.copy_(weight)
    return [shapes, len(norms), *there_and_back(module, x, gradient)]


def with_stack(answer, x, weights, activation):
    """Call `answer(network, x)` twice; the network has a layer a weight, or a block x + W2 relu(W1 x) a pair of them.

    Returns both results, and how many parameters have a gradient afterwards.
    """

    def linear(weight):
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=weight.dtype)
        with torch.no_grad():
            layer.weight.copy_(weight)
        return layer

    class Block(torch.nn.Module):
        def __init__(self, first, last):
            super().__init__()
            self.residual = torch.nn.Sequential(linear(first), torch.nn.ReLU(), linear(last))

        def forward(self, x):
            return x + self.residual(x)

    kind = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU}[activation]
    layers = []
    for weight in weights:
        layers += [linear(weight), kind()] if isinstance(weight, torch.Tensor) else [Block(*weight)]
    network = torch.nn.Sequential(*layers)
    results = [answer(network, x) for _ in range(2)]
    return [*results, sum(parameter.grad is not None for parameter in network.parameters())]


def operated(answer, x, weights, dropped, order):
    """Call `answer(network, x, dropped, order)`; also return how many blocks and what output the network then has."""
    network = residual_stack(weights)
    output = answer(network, x, dropped, order)
    return [output, len(network), network(x)]


def lesioned(answer, x, labels, weights):
    """Call `answer(network, x, labels)` on a network in training mode, with dropout in its branches.

    Also return how many of its modules are still in training mode, how many there are, and its output without dropout.
    """
    network = residual_stack(weights, rate=0.5).train()
    found = answer(network, x, labels)
    modes = [module.training for module in network.modules()]
    return [found, sum(modes), len(modes), network.eval()(x)]


def stochastic_block(answer, width, survival, x, weight, runs):
    """Build `answer(width, survival)`, copy W into its one linear layer, run it in training mode and in evaluation.

    Returns the number of linear layers, `runs` outputs (runs, N, D) in training mode, and two in evaluation mode.
    """
    module = answer(width, survival).to(x.dtype)
    linears = [part for part in module.modules() if isinstance(part, torch.nn.Linear)]
    if len(linears) != 1:
        return [len(linears), x, x]
    with torch.no_grad():
        linears[0].weight.copy_(weight)
        if linears[0].bias is not None:
            linears[0].bias.zero_()
        outputs = [module.train()(x) for _ in range(runs)]
        if outputs[0] is None:
            return None
        return [1, torch.stack(outputs), torch.stack([module.eval()(x) for _ in range(2)])]


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
        step, term = torch.eye(len(A), dtype=A.dtype), torch.eye(len(A), dtype=A.dtype)
        for k in range(1, p + 1):
            term = term @ A / (n * k)
            step = step + term
        return torch.linalg.matrix_power(step, n) @ x

    return solve


def with_solver(answer, given, *rest):
    """Call `answer(solve, ...)` with the solver made from A, x and the order p."""
    return answer(solver(*given), *rest)


def with_map(answer, weights, *rest):
    """Call `answer(F, ...)` with the map F(x) = M x + c + V tanh(W x) of one (D,) vector."""
    M, c, V, W = weights
    return answer(lambda x: M @ x + c + V @ torch.tanh(W @ x), *rest)


def flow_of(answer, span, state):
    """Follow the field `answer(t, state)` by RK4 from time span[0] to span[1] in span[2] steps; return all states.

    Without any steps, or where the field is no tensor of the state's shape, return what the field itself returns.
    """
    t, end, steps = span
    arrow = answer(t, state.clone())
    if not steps or not isinstance(arrow, torch.Tensor) or arrow.shape != state.shape:
        return arrow
    h, states = (end - t) / steps, [state]
    with torch.no_grad():
        for k in range(steps):
            x, now = states[-1], t + k * h
            k1 = answer(now, x.clone())
            k2 = answer(now + h / 2, x + h / 2 * k1)
            k3 = answer(now + h / 2, x + h / 2 * k2)
            k4 = answer(now + h, x + h * k3)
            states.append(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return torch.stack(states)


def with_branch(answer, weights, *rest):
    """Call `answer(f, ...)` with f(x) = tanh(x W^T) V^T, made from two (D, D) tensors."""
    V, W = weights
    return answer(lambda x: torch.tanh(x @ W.T) @ V.T, *rest)
