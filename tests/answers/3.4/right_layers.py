# a list of all convolutions as (in, out, kernel), summed up

import torch


def resnet_parameters(counts, classes):
    def price(rows):
        table = torch.tensor(rows)
        i, o, k = table.unbind(1)
        return (i * o * k**2 + 2 * o).sum()

    c, stages = 64, []
    for stage in range(4):
        m, rows = 64 << stage, []
        for number in range(counts[stage]):
            rows += [(c, m, 1), (m, m, 3), (m, 4 * m, 1)]
            if number == 0:
                rows.append((c, 4 * m, 1))
            c = 4 * m
        stages.append(price(rows))
    return price([(3, 64, 7)]), stages, c * classes + classes
