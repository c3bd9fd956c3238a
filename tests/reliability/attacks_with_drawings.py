"""Drawings of attacks: each is made of whole numbers."""

REPEATED = (
    '<path d="M{0} 2h9v9z" class="c{0}"/>',
    '<g transform="rotate({0})"><circle r="9" cx="9" cy="9" style="fill:var(--a{0})"/></g>',
    '<linearGradient id="g{0}" href="#g{1}"><stop offset="0.{0}"/></linearGradient>',
    '<g id="u{0}"><use href="#u{1}"/><use href="#u{1}"/></g>',
    "<style>.c{0} .c{1}>path:nth-child({0}n+1){{--a{0}:var(--a{1},red);fill:var(--a{0})}}</style>",
    '<rect width="9" height="9" fill="url(#g{0})" filter="url(#f{0})"/>',
    '<filter id="f{0}"><feGaussianBlur stdDeviation="{0}"/><feTurbulence/></filter>',
    '<text x="{0}" y="9">{0}<tspan>a</tspan></text>',
    '<mask id="m{0}"><rect mask="url(#m{1})" width="9" height="9"/></mask>',
    '<pattern id="p{0}" width="1" height="1"><rect fill="url(#p{1})" width="1"/></pattern>',
    '<path d="M0 0{2}"/>',
    '<text y="9">{2}</text>',
    '<animate attributeName="d" values="M0 0h9v9z;M{0} 0h9v9z" dur="1s"/>',
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'


def drawn(first: int, second: int, count: int, length: int, icons: int, depth: int, *_: int) -> str:
    """Drawings of two kinds of repeated parts, side by side or nested."""
    kinds = [REPEATED[first % len(REPEATED)], REPEATED[second % len(REPEATED)]]
    steps = "".join(f"L{step % 24} {step * 7 % 24}" for step in range(length * 5 % 2000))
    parts = [
        kinds[number % 2].format(number, number + 1, steps if number < 3 else "h9v9z")
        for number in range(count % 150)
    ]
    nesting = depth % 70
    body = "<g>" * nesting + "".join(parts) + '<path d="M2 2h9v9z"/>' + "</g>" * nesting
    return SVG.format(body) * (1 + icons % 5)


ATTRIBUTES = (
    "transform",
    "d",
    "style",
    "class",
    "fill",
    "points",
    "stroke-dasharray",
    "opacity",
    "font-family",
    "href",
    "id",
    "begin",
    "values",
    "keyTimes",
    "viewBox",
    "width",
)
PARTS = (
    "a",
    "1",
    " ",
    "-",
    ".1",
    "1 ",
    "0,",
    "1e9 ",
    "a1 1 0 01",
    "M1",
    "rotate(1)",
    "(",
    "a:b;",
    "--a:var(--a);",
    "url(#a) ",
    "rgb(1,1,1)",
    "&#97;",
    "é",
)
ENDS = ("", "(", "!", "em", ")", "e", ";")
ELEMENTS = (
    '<svg xmlns="http://www.w3.org/2000/svg" {}><path d="M2 2h9v9z"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path {}/><path d="M2 2h9v9z"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><text y="9" {}>a</text></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="M2 2h9v9z"><animate {}/></path></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>path{{{}}}</style><path d="M2 2h9v9z"/></svg>',
)


def valued(first: int, second: int, length: int, end: int, place: int, start: int, *_: int) -> str:
    """A drawing with one long value of an attribute, or of a property of CSS."""
    part = PARTS[second % len(PARTS)]
    value = PARTS[start % len(PARTS)] + part * (1 + length * 97 % 250_000 // len(part))
    value += ENDS[end % len(ENDS)]
    attribute = ATTRIBUTES[first % len(ATTRIBUTES)]
    element = ELEMENTS[place % len(ELEMENTS)]
    written = f"{attribute}:{value}" if "<style>" in element else f'{attribute}="{value}"'
    return element.format(written)
