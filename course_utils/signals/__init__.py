"""Chapter 1's science: signals through a stack, the variation of functions, corrections, twins that are fitted."""
