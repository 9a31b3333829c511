# slip: forgets the norms | message: "The norms are missing"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        stages.append(5 * c * m + 13 * m * m + (n - 1) * 17 * m * m)
        c = 4 * m
    return 9408, stages, 2049 * classes
