"""An installed Chromium draws what CairoSVG and resvg draw differently."""
