"""Tests of the wall: the talk, its screens, its votes, its processes."""
