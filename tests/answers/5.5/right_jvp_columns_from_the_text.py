# from the text: columns of J from directions, a least-squares solution

import torch


def newton(F, x, steps):
    path, eye = [x.clone()], torch.eye(len(x), dtype=x.dtype)
    for _ in range(steps):
        x = path[-1]
        J = torch.stack([torch.func.jvp(F, (x,), (e,))[1] for e in eye], dim=1)
        step = torch.linalg.lstsq(J, F(x).unsqueeze(1)).solution.squeeze(1)
        path.append(x - step)
    return tuple(path)
