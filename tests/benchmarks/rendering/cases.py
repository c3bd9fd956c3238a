"""Small documents, each with one feature of SVG, in the ways in which drawing programs write it."""

import base64
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
SHAPE = '<path {} d="M4 20V6l8-4 8 4v14l-8 2z"/>'
STOPS = '<stop stop-color="#e11"/><stop offset="1" stop-color="#11e"/>'
PLAIN = SHAPE.format("")
FILLED = SHAPE.format("fill='url(#a)'")
MASKED = SHAPE.format("mask='url(#m)'")
CLIPPED = SHAPE.format("clip-path='url(#c)'")
STROKED = SHAPE.format("stroke='url(#a)' fill='none'")
OUTLINED = SHAPE.format("fill='url(#a)' stroke='#000'")
WITH_IMAGE = SHAPE.format("fill='url(#p)'")
BLUE = SHAPE.format("fill='#07c'")
RED = SHAPE.format("fill='#e55'")


def document(body: str, box: str = "0 0 24 24") -> str:
    return f'{HEAD}viewBox="{box}">{body}</svg>'


def cases() -> Iterator[tuple[str, str]]:
    """Names, which begin with the feature, and documents."""
    for feature, bodies in {
        "text": list(_text()),
        "gradient": list(_gradients()),
        "pattern": list(_patterns()),
        "mask": list(_masks()),
        "clip-path": list(_clips()),
        "filter": list(_filters()),
        "marker": list(_markers()),
        "image": list(_images()),
        "stroke": list(_strokes()),
        "blending": list(_blending()),
        "structure": list(_structure()),
    }.items():
        for number, body in enumerate(bodies):
            yield f"{feature} {number}", document(body)


def _text() -> Iterator[str]:
    for family in ("sans-serif", "serif", "monospace", "Arial", "Helvetica, sans-serif", "None"):
        yield f'<text x="2" y="19" font-size="18" font-family="{family}">Ag</text>'
        yield (
            f'<text x="12" y="18" font-size="16" text-anchor="middle" font-family="{family}" '
            'font-weight="bold">A</text>'
        )
    yield '<text x="2" y="10" font-size="9">ab<tspan x="2" dy="10" fill="red">cd</tspan></text>'
    yield (
        f'<linearGradient id="a">{STOPS}</linearGradient><text x="0" y="20" font-size="22" '
        'font-weight="bold" font-family="sans-serif" fill="url(#a)">W</text>'
    )
    yield (
        '<text x="12" y="12" font-size="14" text-anchor="middle" dominant-baseline="central" '
        'font-family="sans-serif">Q</text>'
    )
    yield (
        '<text x="1" y="18" font-size="12" textLength="22" lengthAdjust="spacingAndGlyphs" '
        'font-family="sans-serif">Ml</text>'
    )
    yield (
        '<path id="p" fill="none" d="M2 20Q12 0 22 20"/><text font-size="7" '
        'font-family="sans-serif"><textPath href="#p">ABCDEF</textPath></text>'
    )
    yield (
        '<text x="3" y="20" font-size="20" fill="none" stroke="#000" '
        'font-family="sans-serif">B</text>'
    )
    yield '<text x="2" y="18" font-size="10" letter-spacing="3" font-family="sans-serif">IOI</text>'
    yield (
        '<rect width="24" height="24" rx="4" fill="#07c"/><text x="12" y="17" font-size="12" '
        'fill="#fff" text-anchor="middle" font-family="sans-serif" font-weight="700">JS</text>'
    )
    yield (
        '<text transform="rotate(90 12 12)" x="3" y="17" font-size="14" '
        'font-family="sans-serif">Rx</text>'
    )
    yield (
        '<clipPath id="c"><text x="2" y="20" font-size="22" font-weight="bold">M</text>'
        '</clipPath><rect width="24" height="24" clip-path="url(#c)"/>'
    )
    yield '<text x="2" y="18" font-size="14" font-style="italic" font-family="serif">fx</text>'
    yield '<text x="2 9 16" y="12 18 12" font-size="9" font-family="sans-serif">abc</text>'


def _gradients() -> Iterator[str]:
    kinds = ("linearGradient", "radialGradient")
    for kind in kinds:
        for extra in (
            "",
            'gradientTransform="rotate(45)"',
            'gradientTransform="translate(.2 .3) scale(.5)" spreadMethod="reflect"',
            'gradientUnits="userSpaceOnUse"',
            'spreadMethod="repeat"',
        ):
            yield f'<{kind} id="a" {extra}>{STOPS}</{kind}>{FILLED}'
        yield (
            f'<{kind} id="b">{STOPS}</{kind}><{kind} id="a" href="#b"/>'
            f'{FILLED}<circle cx="20" cy="4" r="4" fill="url(#a)"/>'
        )
        yield (
            f'<{kind} id="b" gradientTransform="rotate(30)">{STOPS}</{kind}>'
            f'<{kind} id="a" xlink:href="#b"/>{STROKED}'
        )
    yield (
        f'<radialGradient id="a" cx="12" cy="12" r="10" fx="6" fy="6" gradientUnits="userSpaceOnUs'
        f'e">{STOPS}</radialGradient>{FILLED}'
    )
    yield (
        f'<linearGradient id="a" x1="0" x2="0" y1="0" y2="1">{STOPS}</linearGradient>'
        '<g fill="url(#a)"><rect x="1" y="1" width="9" height="9"/>'
        '<rect x="13" y="13" width="9" height="9"/></g>'
    )
    yield (
        '<linearGradient id="a"><stop stop-color="red" stop-opacity="0"/>'
        f'<stop offset="50%" stop-color="#0a0"/></linearGradient>{FILLED}'
    )
    yield (
        f'<linearGradient id="a">{STOPS}</linearGradient>'
        '<path stroke="url(#a)" stroke-width="4" d="M2 12h20"/>'
    )
    yield SHAPE.format("fill='url(#none) green'") + SHAPE.format("stroke='url(#none)' fill='none'")


def _patterns() -> Iterator[str]:
    tile = '<path d="M0 0h2v2H0z"/><path fill="#e11" d="M2 2h2v2H2z"/>'
    for extra in (
        'width="4" height="4" patternUnits="userSpaceOnUse"',
        'width=".25" height=".25"',
        'width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"',
        'width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="scale(2)" x="1"',
        'width="8" height="8" viewBox="0 0 4 4" patternUnits="userSpaceOnUse"',
        'width="25%" height="25%" viewBox="0 0 4 4"',
    ):
        yield f'<pattern id="a" {extra}>{tile}</pattern>{FILLED}'
    yield (
        f'<pattern id="b" width="4" height="4" patternUnits="userSpaceOnUse">{tile}</pattern>'
        f'<pattern id="a" href="#b" patternTransform="rotate(30)"/>'
        f"{OUTLINED}"
    )
    yield (
        '<pattern id="a" width=".5" height=".5" patternContentUnits="objectBoundingBox">'
        f'<circle cx=".2" cy=".2" r=".2"/></pattern>{FILLED}'
    )


def _masks() -> Iterator[str]:
    white = '<path fill="#fff" d="M0 0h12v24H0z"/>'
    for extra in (
        "",
        'maskUnits="userSpaceOnUse" x="0" y="0" width="24" height="12"',
        'x="0" y="0" width=".5" height="1"',
        'style="mask-type:alpha"',
    ):
        yield f'<mask id="m" {extra}>{white}</mask>{MASKED}'
        yield (
            f'<mask id="m" {extra}>{white}</mask><g transform="translate(4 2)" mask="url(#m)">'
            f"{BLUE}</g>"
        )
    yield (
        '<mask id="m" maskContentUnits="objectBoundingBox"><circle cx=".5" cy=".5" r=".4" '
        f'fill="#fff"/></mask>{MASKED}'
    )
    yield (
        f'<linearGradient id="a"><stop stop-color="#fff"/><stop offset="1"/></linearGradient>'
        '<mask id="m"><path fill="url(#a)" d="M0 0h24v24H0z"/></mask>'
        f"{MASKED}"
    )
    yield (
        f'<mask id="n">{white}</mask><mask id="m" mask="url(#n)"><path fill="#fff" '
        f'd="M0 0h24v12H0z"/></mask>{MASKED}'
    )
    yield SHAPE.format("mask='url(#none)'")


def _clips() -> Iterator[str]:
    for clip in (
        '<circle cx="12" cy="12" r="8"/>',
        '<path clip-rule="evenodd" d="M2 2h20v20H2zM7 7h10v10H7z"/>',
        '<circle cx="8" cy="12" r="6"/><circle cx="16" cy="12" r="6"/>',
        '<path transform="rotate(45 12 12)" d="M6 6h12v12H6z"/>',
        '<use href="#u"/>',
        "",
    ):
        yield (
            f'<defs><circle id="u" cx="12" cy="12" r="7"/></defs><clipPath id="c">{clip}'
            f"</clipPath>{CLIPPED}"
        )
        yield (
            f'<defs><circle id="u" cx="12" cy="12" r="7"/></defs><clipPath id="c">{clip}'
            f'</clipPath><g clip-path="url(#c)" opacity=".6">{PLAIN}'
            '<path fill="red" d="M0 10h24v4H0z"/></g>'
        )
    yield (
        '<clipPath id="c" clipPathUnits="objectBoundingBox"><circle cx=".5" cy=".5" r=".4"/>'
        f"</clipPath>{CLIPPED}"
    )
    yield (
        '<clipPath id="d"><path d="M0 0h24v12H0z"/></clipPath><clipPath id="c" '
        f'clip-path="url(#d)"><circle cx="12" cy="12" r="8"/></clipPath>'
        f"{CLIPPED}"
    )
    yield SHAPE.format("clip-path='url(#none)'")
    yield SHAPE.format("style='clip-path:circle(30%)'")


def _filters() -> Iterator[str]:
    for content in (
        '<feGaussianBlur stdDeviation="1"/>',
        '<feGaussianBlur stdDeviation="2 0"/>',
        '<feOffset dx="2" dy="2"/>',
        '<feDropShadow dx="1" dy="1" stdDeviation=".5" flood-color="#07c"/>',
        '<feFlood flood-color="#0a0" result="f"/><feComposite in="f" in2="SourceAlpha" '
        'operator="in"/>',
        '<feColorMatrix type="saturate" values="0"/>',
        '<feColorMatrix values="0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0"/>',
        '<feMorphology radius="1" operator="dilate"/>',
        '<feGaussianBlur in="SourceAlpha" stdDeviation="1" result="b"/><feOffset dy="2"/>'
        '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge>',
        '<feTurbulence baseFrequency=".2"/>',
        '<feFlood flood-opacity="0" result="a"/><feBlend in="SourceGraphic" in2="a" result="b"/>'
        '<feColorMatrix in="SourceAlpha" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" '
        'result="h"/><feOffset dy="1"/><feGaussianBlur stdDeviation=".5"/>'
        '<feComposite in2="h" operator="arithmetic" k2="-1" k3="1"/>'
        '<feBlend in2="b"/>',
    ):
        for extra in (
            "",
            'x="0" y="0" width="24" height="24" filterUnits="userSpaceOnUse" '
            'color-interpolation-filters="sRGB"',
        ):
            yield f'<filter id="f" {extra}>{content}</filter><g filter="url(#f)">{RED}</g>'
    yield SHAPE.format("style='filter:blur(1px)'")
    yield SHAPE.format("fill='red' style='filter:grayscale(1)'")
    yield SHAPE.format("style='filter:drop-shadow(1px 1px 1px #07c)'")
    yield SHAPE.format("filter='url(#none)'")


def _markers() -> Iterator[str]:
    content = '<path fill="#07c" d="M0 0l10 5-10 5z"/>'
    for extra in (
        "",
        'orient="auto"',
        'markerUnits="userSpaceOnUse" orient="45"',
        'viewBox="0 0 10 10" refX="5" refY="5" orient="auto"',
        'overflow="visible" refX="2"',
        'orient="auto-start-reverse" refX="3"',
    ):
        for where in ("marker-start", "marker-end", "marker"):
            yield (
                f'<marker id="m" markerWidth="6" markerHeight="6" {extra}>{content}</marker>'
                f'<path fill="none" stroke="#000" style="{where}:url(#m)" '
                'd="M4 18L12 6l8 12"/>'
            )


def _images() -> Iterator[str]:
    picture = Image.radial_gradient("L").resize((16, 8)).convert("RGB")
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        buffer = BytesIO()
        picture.save(buffer, kind)
        data = base64.b64encode(buffer.getvalue()).decode()
        uri = f"data:image/{kind.lower()};base64,{data}"
        yield f'<image href="{uri}" width="24" height="24"/>'
        yield (
            f'<image xlink:href="{uri}" x="4" y="4" width="16" height="12" '
            'preserveAspectRatio="none" opacity=".5"/>'
        )
        yield (
            f'<pattern id="p" width="1" height="1" patternContentUnits="objectBoundingBox">'
            f'<image href="{uri}" width="1" height="1" preserveAspectRatio="none"/></pattern>'
            f"{WITH_IMAGE}"
        )


def _strokes() -> Iterator[str]:
    line = 'fill="none" stroke="#000" stroke-width="3" d="M3 20L9 4l6 16L21 4"'
    for extra in (
        "",
        'stroke-linejoin="round" stroke-linecap="round"',
        'stroke-linejoin="bevel" stroke-linecap="square"',
        'stroke-miterlimit="1"',
        'stroke-linejoin="miter-clip"',
        'stroke-dasharray="4 2"',
        'stroke-dasharray="4 2" stroke-dashoffset="3"',
        'stroke-dasharray="10%"',
        'stroke-dasharray="5"',
        'stroke-dasharray="3 1 2"',
        'stroke-dasharray="0 5" stroke-linecap="round"',
        'pathLength="100" stroke-dasharray="10 10"',
        'vector-effect="non-scaling-stroke"',
        'paint-order="stroke"',
    ):
        yield f"<path {extra} {line}/>"
        yield f'<g transform="scale(1.5 .8)"><path {extra} {line}/></g>'
    yield (
        '<circle cx="12" cy="12" r="9" fill="none" stroke="#000" stroke-width="4" '
        'stroke-dasharray="20 37" transform="rotate(-90 12 12)"/>'
    )
    yield (
        '<rect x="3" y="3" width="18" height="18" rx="5" ry="3" fill="none" stroke="#000" '
        'stroke-dasharray="6 3"/>'
    )
    yield '<path stroke="#000" stroke-linecap="round" stroke-width="8" d="M12 12h0"/>'
    yield '<path stroke="#000" stroke-linecap="square" stroke-width="8" d="M12 12z"/>'


def _blending() -> Iterator[str]:
    for mode in ("multiply", "screen", "overlay", "darken", "difference", "color", "normal"):
        yield (
            '<circle cx="9" cy="12" r="8" fill="#e55"/><circle cx="15" cy="12" r="8" '
            f'fill="#07c" style="mix-blend-mode:{mode}"/>'
        )
    yield (
        '<g style="isolation:isolate"><circle cx="9" cy="12" r="8" fill="#e55"/>'
        '<circle cx="15" cy="12" r="8" fill="#fd0" style="mix-blend-mode:multiply"/></g>'
    )
    for opacity in (
        "opacity='.5'",
        "fill-opacity='.5' stroke='red' stroke-width='4'",
        "opacity='.5' stroke='red' stroke-width='4'",
    ):
        yield (
            SHAPE.format(opacity) + f'<g {opacity}><circle cx="8" cy="8" r="7"/>'
            '<circle cx="16" cy="16" r="7" fill="#07c"/></g>'
        )


def _structure() -> Iterator[str]:
    symbol = '<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5"/></symbol>'
    yield (
        f'{symbol}<use href="#s" width="12" height="12"/><use href="#s" x="12" y="12" '
        'width="12" height="8" fill="red"/>'
    )
    yield f'{symbol}<use href="#s" width="12" height="12" opacity=".5" transform="rotate(10)"/>'
    yield f'<svg x="4" y="4" width="16" height="8" viewBox="0 0 24 24">{PLAIN}</svg>'
    yield '<svg x="4" y="4" width="10" height="10"><circle r="9" cx="5" cy="5"/></svg>'
    yield (
        f'<svg width="12" height="12" viewBox="0 0 24 24" preserveAspectRatio="xMinYMax slice" '
        f'overflow="visible">{PLAIN}</svg>'
    )
    yield f'<switch><g systemLanguage="de">{RED}</g><g>{PLAIN}</g></switch>'
    yield '<g transform="matrix(.5 .2 -.3 .8 6 2)">' + SHAPE.format("") + "</g>"
    yield SHAPE.format("visibility='hidden'") + '<path d="M0 0h6v6H0z"/>'
    yield f'<g display="none">{PLAIN}</g><path d="M9 9h6v6H9z"/>'
    yield '<path d="M20 8H6v2h14zM4 8h2v12H4zm2 10h6v2H6z"/><path d="M18 6h-2v6h2zm-2-2h-2v8h2z"/>'
    yield '<path d="M2 2h12v12H2z M6 6h12v12H6z" fill-rule="evenodd"/>'
    yield (
        '<rect x="2" y="2" width="20" height="12" rx="9"/><rect x="2" y="16" width="9" '
        'height="6" ry="2"/>'
    )
    yield (
        '<ellipse cx="12" cy="12" rx="auto" ry="6"/><circle r="-1"/><rect width="3" height="3" '
        'rx="-1"/>'
    )
    yield (
        '<polygon points="2,2 22,2 12,22"/><polyline fill="none" stroke="red" points="2 2 9 9 9"/>'
    )
