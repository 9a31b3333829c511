"""The panels of chapter 1, one module each: fitting the identity, the telescope, corrections, scaling rules, variation.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

from course_utils.data import digits
from course_utils.networks.staged import ResidualMLP, seeded
from course_utils.panels.panel import Panel
from course_utils.panels.residual_mathematics.corrections import correction_arrows
from course_utils.panels.residual_mathematics.identity import identity_fit
from course_utils.panels.residual_mathematics.scaling import scaling_rules
from course_utils.panels.residual_mathematics.telescope import telescope
from course_utils.panels.residual_mathematics.variation import variation_bound
from course_utils.signals.twin_fits import fit_twins

__all__ = ["PANELS", "correction_arrows", "identity_fit", "scaling_rules", "telescope", "variation_bound"]


def _small_identity_fit(scale: str | None = None) -> Panel:
    fits = {blocks: fit_twins(blocks, bends=(0.0, 1.0), steps=30, seeds=2) for blocks in (1, 8)}
    return identity_fit(fits, scale)


def _small_telescope(scale: str | None = None) -> Panel:
    with seeded(3):
        network = ResidualMLP(8, 32)  # not trained: what the panel shows is true for any weights
    return telescope(network, digits(), scale)


PANELS = {
    "identity_fit": _small_identity_fit,
    "telescope": _small_telescope,
    "correction_arrows": correction_arrows,
    "scaling_rules": scaling_rules,
    "variation_bound": variation_bound,
}
