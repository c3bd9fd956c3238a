"""From what a source calls a drawing to an SVG: decoded, or fetched from a URL."""
