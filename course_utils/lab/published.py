"""What the papers report, the only place for it in the labs: each number with its protocol and its source.

Errors are shares, 0 to 1. Nothing here was measured by the course.
"""

import math
from collections.abc import Callable

import pandas

HE_2015, HE_2016 = "He et al. 2015", "He et al. 2016"
VEIT, HUANG = "Veit et al. 2016", "Huang et al. 2016"
ZAGORUYKO, XIE = "Zagoruyko and Komodakis 2016", "Xie et al. 2017"
CHEN = "Chen et al. 2018"

# Table, test error in % of ResNet-110 on CIFAR-10; "fail" is the paper's word for an error above 20 %.
UNITS = {
    "original": (1, 6.61),
    "plain": (1, math.nan),
    "scaled 0.5": (1, 12.35),
    "exclusive gate 0": (1, math.nan),
    "exclusive gate -6": (1, 8.70),
    "shortcut gate 0": (1, 12.86),
    "shortcut gate -6": (1, 6.91),
    "1x1 convolution": (1, 12.22),
    "dropout 0.5": (1, math.nan),
    "norm after addition": (2, 8.17),
    "relu before addition": (2, 7.84),
    "relu-only pre-activation": (2, 6.71),
    "full pre-activation": (2, 6.37),
}
# Pairs of about equal cost: the better kind, the worse, what the papers report of them.
PAIRS = (
    ("bottleneck", "basic", "ImageNet, 3.8 and 3.6 G multiply-adds: 22.85 and 24.52 % (ResNet-50, ResNet-34 B)"),
    ("wide", "bottleneck", "CIFAR-10, 11.0 and 10.2 M parameters: 4.27 and 4.92 % (WRN-16-8, ResNet-1001)"),
    ("ResNeXt", "bottleneck", "ImageNet, 4.1 G multiply-adds each: 22.2 and 23.9 % (ResNeXt-50, ResNet-50)"),
    ("ResNeXt", "wide", "CIFAR-10, 34.4 and 36.5 M parameters: 3.65 and 4.00 % (ResNeXt-29, WRN-28-10)"),
)


def published(experiment: str) -> pandas.DataFrame:
    """The published numbers that belong beside `experiment`; every row has the columns protocol and source.

    "degradation": depth, parameters, test_error of residual networks. "units": shortcut, table, test_error (NaN for
    "fail"). "equal_budgets": network, kind, parameters, test_error. "lesions": what, published (a text). "continuum":
    model, test_error, parameters, memory. Raises `ValueError` for another name.
    """
    if experiment not in TABLES:
        raise ValueError(f"Nothing published is kept for {experiment!r}. Choose one of {', '.join(TABLES)}.")
    return TABLES[experiment]()


def _degradation():
    one, five = (
        "CIFAR-10, one number, count of runs not stated",
        "CIFAR-10, best of 5 (mean 6.61 %, deviation 0.16)",
    )
    rows = [
        (20, 270_000, 0.0875, one),
        (32, 460_000, 0.0751, one),
        (44, 660_000, 0.0717, one),
        (56, 850_000, 0.0697, one),
        (110, 1_700_000, 0.0643, five),
    ]
    columns = ["depth", "parameters", "test_error", "protocol"]
    return pandas.DataFrame(rows, columns=columns).assign(source=f"{HE_2015}, table 6")


def _units():
    protocol = "CIFAR-10, 110 layers, median of 5 runs; fail: above 20 %"
    rows = [(unit, table, error / 100, protocol, f"{HE_2016}, table {table}") for unit, (table, error) in UNITS.items()]
    return pandas.DataFrame(rows, columns=["shortcut", "table", "test_error", "protocol", "source"])


def _equal_budgets():
    five, ten = "CIFAR-10, median of 5 runs", "CIFAR-10, mean of 10 runs"
    rows = [
        ("ResNet-56", "basic", 0.85, 6.97, "CIFAR-10, one number", f"{HE_2015}, table 6"),
        ("ResNet-164", "bottleneck", 1.7, 5.46, five, HE_2016),
        ("ResNet-1001", "bottleneck", 10.2, 4.92, five, HE_2016),
        ("WRN-40-4", "wide", 8.9, 4.53, five, ZAGORUYKO),
        ("WRN-16-8", "wide", 11.0, 4.27, five, ZAGORUYKO),
        ("WRN-28-10", "wide", 36.5, 4.00, five, ZAGORUYKO),
        ("ResNeXt-29, 8x64d", "ResNeXt", 34.4, 3.65, ten, f"{XIE}, table 7"),
        ("ResNeXt-29, 16x64d", "ResNeXt", 68.1, 3.58, ten, f"{XIE}, table 7"),
    ]
    table = pandas.DataFrame(rows, columns=["network", "kind", "parameters", "test_error", "protocol", "source"])
    return table.assign(parameters=(1e6 * table.parameters).astype(int), test_error=table.test_error / 100)


def _lesions():
    """ResNet-110, its 54 blocks and 2^54 paths."""
    paths = "CIFAR-10, ResNet-110, one network; a share is not defined"
    errors = "CIFAR-10, ResNet-110, 500 epochs with augmentation, one number"
    rows = [
        ("blocks passed by most paths", "19 to 35", paths, VEIT),
        ("blocks passed by the effective paths", "5 to 17", paths, VEIT),
        ("test error, constant depth", "6.41 %", errors, HUANG),
        ("test error, stochastic depth", "5.25 %", errors, HUANG),
    ]
    return pandas.DataFrame(rows, columns=["what", "published", "protocol", "source"])


def _continuum():
    protocol, source = "MNIST, one number, count of runs not stated", f"{CHEN}, table 1"
    rows = [("residual", 0.0041, 600_000, "O(L)"), ("ODE", 0.0042, 220_000, "O(1)")]
    table = pandas.DataFrame(rows, columns=["model", "test_error", "parameters", "memory"])
    return table.assign(protocol=protocol, source=source)


TABLES: dict[str, Callable[[], pandas.DataFrame]] = {
    "degradation": _degradation,
    "units": _units,
    "equal_budgets": _equal_budgets,
    "lesions": _lesions,
    "continuum": _continuum,
}
