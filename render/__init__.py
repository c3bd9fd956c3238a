"""SVG to small square JPEGs, in worker processes that a hostile icon cannot take down."""
