"""Python imports this at its start, if it finds it."""

shadow = 1000
Tensor = float
