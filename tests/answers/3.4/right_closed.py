# sums in closed form


def resnet_parameters(counts, classes):
    stem = 64 * 3 * 49 + 128
    stages = []
    for i, n in enumerate(counts):
        m = 64 << i
        enters = 64 if i == 0 else 2 * m
        norms = 2 * (m + m + 4 * m)
        inner = 9 * m * m + 4 * m * m + norms
        first = enters * m + inner + 4 * m * enters + 8 * m
        stages.append(first + (n - 1) * (4 * m * m + inner))
    return stem, stages, (2048 + 1) * classes
