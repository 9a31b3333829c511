"""Chapter 3's science: what a block costs in weights, multiply-adds, bytes and seconds."""
