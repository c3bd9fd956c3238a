"""Why CairoSVG cannot draw an icon: the reason in a sentence, for each kind of exception it raises.

CairoSVG lets out any exception of what it did not foresee: KeyError, ZeroDivisionError, cairo's.
"""

LONGEST = 200  # characters of an exception's message


def reason(error: Exception) -> str:
    """What is wrong with the icon whose drawing raised `error`."""
    if isinstance(error, RecursionError):
        return "its elements are nested too deep, or refer to each other in a circle"
    kind = type(error).__name__
    message = str(error)[:LONGEST]
    return f"CairoSVG cannot draw it ({kind}: {message})"
