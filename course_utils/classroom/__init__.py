"""A lesson on the wall of a classroom: `make demo CHAPTER=4`.

    python -m course_utils.classroom 4              the wall, and a second window for who speaks
    python -m course_utils.classroom 4 --list       its screens, with their minutes

One source: questions, options and outcomes of predictions, pictures, and the code of panels are read from the chapter's
lesson (`lesson`). A table of screens for each chapter (`screens`) says what comes when, and what to ask.

A small server on tornado, which JupyterLab brings, shows plain pages; panels are drawn by a process beside it. Voila
0.5.13 was tried for one panel alone, on the same two busy cores (load 5 to 7): its server answered after 8 to 10 s,
and the first slider was there 20 s after the command, or 25 s with a kernel preheated, which competes with the page
for the cores. It asked a public host for two style sheets. Here, at load 5, the page was sent after 0.5 s and its first
panel was live after 5.9 s (`python -m tools.bench_classroom`; 2.3 s and 21.6 s at load 17). A process that is killed
is replaced within 5 s by one that stands by (`tests/browser/test_demo.py`).
"""
