"""What a learner moves: the panel class and one package of panels a chapter.

How one is written:

    @dataclass(frozen=True)
    class Power:
        x: np.ndarray
        y: np.ndarray

    def compute(exponent):                      # pure: parameters in, a small dataclass out
        x = np.linspace(0, 1, 200)
        return Power(x, x**exponent)

    def setup(figure):                          # once: axes, limits, labels; returns the artists that will move
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="x", ylabel="y")
        return {"curve": axes.plot([], [])[0]}

    def draw(artists, data):                    # sets data on the artists, touches nothing else
        artists["curve"].set_data(data.x, data.y)

    def readout(data):                          # the key numbers, as a sentence
        return f"The area under the curve is {np.trapezoid(data.y, data.x):.3f}."

    controls = [Slider("exponent", "exponent k", 1, 9, 1, 2)]
    panel = Panel("power", compute, Picture(setup, draw), readout, controls=controls)
    panel(exponent=3)                           # the last line of a cell: shows it
"""

from course_utils.system.interrupts import shorten_interrupts

shorten_interrupts()  # every lesson and every lab imports from here
