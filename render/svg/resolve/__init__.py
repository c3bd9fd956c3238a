"""Resolves what renderers of SVG do not: style sheets, variables, colours, references, motion."""

from render.svg.resolve.resolution import Resolved, resolve

__all__ = ["Resolved", "resolve"]
