"""What the start notebook shows: the state of this machine, and the history of the idea."""
