"""Chapter 5's science: equations, solvers, stability, and what becomes of a network whose steps shrink."""
