"""What the document is resolved for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """The screen that shows the icon, and the moment."""

    # Pixels of the icon's longer side. The size at which drawings are compared with browsers'.
    side: float = 128.0
    # Seconds since the document was opened. Browsers' pictures are taken then.
    moment: float = 1.5


SCREEN = Screen()
