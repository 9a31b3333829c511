# slip: counts running mean and variance as well | message: "buffers, not parameters"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        stages.append(5 * c * m + 13 * m * m + 40 * m + (n - 1) * (17 * m * m + 24 * m))
        c = 4 * m
    return 9408 + 256, stages, 2049 * classes
