"""The tools of the residual networks course: blocks, networks, measurements, figures, panels and checks.

`import course_utils` loads nothing heavy; import the concept you need from its own module, for example
`from course_utils.blocks import ResidualBlock`.
"""

__version__ = "0.1.0"
