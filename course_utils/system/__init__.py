"""What the course needs of the machine: its device, its files, the learner's progress."""
