"""A shadow of the course's package."""
