"""A lesson on the wall of a classroom: `make demo CHAPTER=4`.

    python -m course_utils.classroom 4              the wall, and a second window for who speaks
    python -m course_utils.classroom 4 --list       its screens, with their minutes

One source: questions, options and outcomes of predictions, pictures, and the code of panels are read from the chapter's
lesson (`lesson`). A table of screens for each chapter (`screens`) says what comes when, and what to ask.
"""
