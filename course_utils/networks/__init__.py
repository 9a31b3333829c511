"""Blocks stacked: whole networks, real and on paper, and networks that go on without end (neural ODEs)."""
