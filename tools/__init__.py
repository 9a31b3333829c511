"""What the course's authors run: notebooks (execute, normalise), release, workspace, bench."""
