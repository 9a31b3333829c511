# slip: forgets the projections | message: "The projections are missing"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        stages.append(c * m + 13 * m * m + 12 * m + (n - 1) * (17 * m * m + 12 * m))
        c = 4 * m
    return 9536, stages, 2049 * classes
