"""A shadow of torch: whoever imports it from here is fooled."""

shadow = 1000
Tensor = float
