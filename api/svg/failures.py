"""The failure of the cleaning."""


class Uncleanable(Exception):
    """An SVG that cannot be cleaned; the message is the reason, to follow on "because"."""
