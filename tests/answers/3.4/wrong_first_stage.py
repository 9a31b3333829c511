# slip: believes that the first stage needs no projection | message: "The first stage needs a projection"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        projection = 4 * c * m + 8 * m if m > 64 else 0
        stages.append(c * m + 13 * m * m + 12 * m + projection + (n - 1) * (17 * m * m + 12 * m))
        c = 4 * m
    return 9536, stages, 2049 * classes
