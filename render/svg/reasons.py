"""Why CairoSVG cannot draw an icon: the reason in a sentence, for each kind of exception it raises.

CairoSVG lets out any exception of what it did not foresee: KeyError, ZeroDivisionError, cairo's.
"""

import traceback

from cairosvg.path import draw_markers

LONGEST = 200  # characters of an exception's message


def reason(error: Exception) -> str:
    """What is wrong with the icon whose drawing raised `error`."""
    if isinstance(error, RecursionError):
        return "its elements are nested too deep, or refer to each other in a circle"
    if isinstance(error, AttributeError) and _raised_by_markers(error):
        return "it refers to a marker that it does not contain"
    kind = type(error).__name__
    message = str(error)[:LONGEST]
    return f"CairoSVG cannot draw it ({kind}: {message})"


def _raised_by_markers(error: Exception) -> bool:
    """Whether CairoSVG was drawing a path's markers: it takes for granted that they exist."""
    frames = traceback.walk_tb(error.__traceback__)
    *_, (frame, _) = frames
    return frame.f_code is draw_markers.__code__
