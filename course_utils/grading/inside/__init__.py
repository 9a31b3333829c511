"""What runs behind the walls, beside a learner's code. It imports nothing else of the course and brings no secret."""
