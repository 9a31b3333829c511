"""A class on one server: JupyterHub on this machine's own address, a folder and a server for each learner.

    make hub                                       anyone who sits at this machine signs in by a name
    make hub HUB="--learners names.txt"            only these, one a line
    make hub HUB="--one-account"                   no accounts of the system: see docs/hosting.md, what is separated

`rooms` is what a learner's server sees of the machine, `limits` what it may take, `accounts` who it runs as,
`spawners` puts them together, `learner` is what then runs, `exchange` is nbgrader's folder, `client` drives it all.
"""
