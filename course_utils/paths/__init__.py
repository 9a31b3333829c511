"""Chapter 4's science: the paths through a residual network, lesions, and descent block by block."""
