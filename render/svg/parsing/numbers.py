"""A number as SVG writes it: https://www.w3.org/TR/css-values-4/#number-value"""

# A point may end it, as in the paths of old programs. `++` and `*+` give nothing back: else a long
# row of digits is tried again from each of them on.
NUMBER = r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?"
