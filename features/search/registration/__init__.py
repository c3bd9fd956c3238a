"""Image registration: where and how large an icon's cutout is in a query, and how well it fits.

Registration is analysis by synthesis. A browser paints each pixel with the share of it that the
drawing covers. Averaging the cutout over the query's pixels gives the same picture. Gauss–Newton
least squares finds the position and the scale, to a fraction of a pixel.

Source: B. Lucas and T. Kanade, "An iterative image registration technique with an application to
stereo vision", 1981.
"""
