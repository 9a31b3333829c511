"""A Play button for one slider of a panel: it moves the slider in the browser, and the picture follows."""

import ipywidgets as widgets

from course_utils.panels.panel import Panel


def with_play(panel: Panel, name: str, milliseconds: int = 120) -> Panel:
    """Put a named Play button under the panel's controls that runs the slider `name` from end to end.

    The button and the slider are linked in the browser, so that a busy kernel delays pictures, not the clock; what it
    cannot draw in time it leaves out.
    """
    field, control = panel.view.fields[name], panel.controls[name]
    frames = round((control.maximum - control.minimum) / control.step)
    play = widgets.Play(min=0, max=frames, step=1, value=0, interval=milliseconds, show_repeat=False)
    words = widgets.Label(f"Play moves {control.label}. The slider does the same by hand.")
    frame = widgets.IntSlider(min=0, max=frames, layout={"display": "none"})
    link = widgets.jslink((play, "value"), (frame, "value"))

    def follow(change):
        field.value = min(control.maximum, control.minimum + change.new * control.step)

    frame.observe(follow, "value")
    panel.view.add_row(play, words, frame)
    panel.view.keep(link)
    return panel
