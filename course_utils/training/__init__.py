"""One readable training loop, and several networks trained side by side."""
