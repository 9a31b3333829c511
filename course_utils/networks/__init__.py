"""What is stacked of blocks."""
