"""Chapter 2's science: gradients through plain, residual, gated and attention stacks."""
