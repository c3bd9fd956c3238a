"""The allow-list: which elements, attributes, CSS properties and CSS functions an SVG may have.

What is not named here is removed. The names follow SVG 2 (https://www.w3.org/TR/SVG2/), Filter
Effects 1 (https://www.w3.org/TR/filter-effects-1/) and, for animations, SVG Animations 2
(https://svgwg.org/specs/animations/). Upper and lower case matter, as in XML.
"""

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Absent: script, style, foreignObject and everything else that runs, styles or links.
LABELS = _names("title desc")
TEXTS = LABELS | _names("text tspan textPath")  # of which the characters count
ANIMATIONS = _names("animate animateMotion animateTransform set")
ELEMENTS = TEXTS | ANIMATIONS
ELEMENTS |= _names(
    "svg g defs symbol use switch path rect circle ellipse line polyline polygon image clipPath "
    "mask pattern marker linearGradient radialGradient stop mpath filter feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap "
    "feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage "
    "feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile "
    "feTurbulence"
)
# `href` counts on these alone.
REFERRING = ANIMATIONS
REFERRING |= _names("use mpath textPath linearGradient radialGradient pattern image feImage")
PICTURES = _names("image feImage")  # whose href may hold a picture
HREFS = ("href", XLINK_HREF)

# Of style attributes, style sheets and presentation attributes.
PROPERTIES = _names(
    "fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-opacity stroke-width paint-order vector-effect "
    "color opacity visibility display overflow clip-path clip-rule mask mask-type filter "
    "flood-color flood-opacity lighting-color stop-color stop-opacity marker marker-start "
    "marker-mid marker-end color-interpolation color-interpolation-filters image-rendering "
    "shape-rendering text-rendering mix-blend-mode isolation transform-origin transform-box font "
    "font-family font-size font-size-adjust font-stretch font-style font-variant font-weight "
    "letter-spacing word-spacing text-anchor text-decoration dominant-baseline "
    "alignment-baseline baseline-shift direction unicode-bidi writing-mode white-space"
)
# Attributes in a presentation attribute's place, but with a syntax of their own.
STYLED_GEOMETRY = _names("x y cx cy r rx ry width height d transform")
# The root is an element of the page around it. There these would move, enlarge or paint over what
# is beside the icon.
BEYOND_THE_ROOT = _names(
    "overflow filter display transform transform-origin transform-box mix-blend-mode "
    "baseline-shift alignment-baseline unicode-bidi writing-mode x y cx cy r rx ry d"
)
SIZES = _names("width height")
# Of a root whose size is in units of it, this would be another size.
FONT = _names("font font-size font-size-adjust")

FUNCTIONS = _names(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark var calc min max clamp "
    "matrix translate translatex translatey scale scalex scaley rotate skew skewx skewy "
    "blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia "
    "inset circle ellipse polygon path"
)

# Numbers, lists and key words; none may hold an address.
PLAIN = _names(
    "viewBox preserveAspectRatio x y width height cx cy r rx ry x1 y1 x2 y2 fx fy fr d points dx "
    "dy rotate transform pathLength offset gradientUnits gradientTransform spreadMethod "
    "patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits "
    "markerUnits markerWidth markerHeight orient refX refY startOffset method spacing side "
    "textLength lengthAdjust filterUnits primitiveUnits in in2 result type values mode operator "
    "k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength "
    "preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent "
    "limitingConeAngle pointsAtX pointsAtY pointsAtZ azimuth elevation z scale xChannelSelector "
    "yChannelSelector stdDeviation radius baseFrequency numOctaves seed stitchTiles tableValues "
    "slope intercept amplitude exponent systemLanguage role aria-hidden version"
)
PLAIN |= {XML_SPACE}

# What an animation may change; no address among it, and nothing that names other elements.
ANIMATED = PROPERTIES | STYLED_GEOMETRY
ANIMATED |= _names(
    "x1 y1 x2 y2 fx fy fr points dx dy rotate viewBox offset gradientTransform patternTransform "
    "startOffset textLength stdDeviation baseFrequency seed scale radius k1 k2 k3 k4 slope "
    "intercept amplitude exponent tableValues values order surfaceScale diffuseConstant "
    "specularConstant specularExponent azimuth elevation pointsAtX pointsAtY pointsAtZ z refX refY "
    "markerWidth markerHeight pathLength"
)
ANIMATION_VALUES = _names("values from to by")
TIMES = _names("begin end")
TIMING = _names(
    "attributeType dur min max restart repeatCount repeatDur fill calcMode keyTimes keySplines "
    "additive accumulate type path keyPoints rotate origin"
)
