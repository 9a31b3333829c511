"""A lesson on the wall of a classroom: `make demo CHAPTER=4`.

    python -m course_utils.classroom 4              the wall, and a second window for who speaks
    python -m course_utils.classroom 4 --list       its screens, with their minutes

One source: questions, options and outcomes of predictions, pictures, and the code of panels are read from the chapter's
lesson (`lesson`). A table of screens for each chapter (`screens`) says what comes when, and what to ask.

A small server on tornado, which JupyterLab brings, shows plain pages; panels are drawn by a process beside it. Voila
0.5.13 with preheated kernels was tried for one panel alone, on the same two busy cores (load 5 to 7): its server
answered after 8 to 10 s and the first slider was there 20 s (no kernel preheated) to 25 s (one preheated, which
competes with the page) after the command. It asked a public host for two style sheets, and showed nothing where that
was missed in its first template; when its kernel dies, its page is dead. Here the page was sent after 0.5 s, its first
panel was live after 5.9 s, and a killed process is replaced within 5 s by one that stands by (`make bench`, load 5).
"""
