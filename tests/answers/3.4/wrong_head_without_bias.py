# slip: forgets the bias of the head | message: "bias of the linear layer is missing"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        stages.append(5 * c * m + 13 * m * m + 20 * m + (n - 1) * (17 * m * m + 12 * m))
        c = 4 * m
    return 9536, stages, 2048 * classes
