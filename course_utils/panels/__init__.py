"""What a learner moves: the panel class and one package of panels a chapter."""
