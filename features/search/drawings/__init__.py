"""Searches whose query is an SVG: drawn as the library's icons are, and compared by shape."""
