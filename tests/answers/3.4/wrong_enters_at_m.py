# slip: lets a stage be entered by the inner width | message: "A stage is entered by 4 m"


def resnet_parameters(counts, classes):
    stages = []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        stages.append(18 * m * m + 20 * m + (n - 1) * (17 * m * m + 12 * m))
    return 9536, stages, 2049 * classes
