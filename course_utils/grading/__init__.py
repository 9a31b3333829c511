"""What an instructor runs: a folder of submissions in, points, feedback and an overview out.

    python -m course_utils.grading submissions

Nothing of a learner's ever runs in this process: an answer runs in one of its own, behind walls, plain data goes in and
plain data comes out, and the checks compare it here.
"""
