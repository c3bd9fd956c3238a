"""Animations become the attributes that they show in the end, or at a moment of their loop."""

import pytest

from tests.render.svg.resolve.resolved import drawn, first

SHAPE = '<circle r="4" opacity="0">{}</circle>'


@pytest.mark.parametrize(
    ("animation", "attributes"),
    [
        ('<animate attributeName="opacity" dur="1s" to="1" fill="freeze"/>', {"opacity": "1"}),
        ('<animate attributeName="opacity" dur="1s" to="1"/>', {"opacity": "0"}),
        (
            '<animate attributeName="opacity" dur="9s" values="0;.5;" fill="freeze"/>',
            {"opacity": "0.5"},
        ),
        ('<set attributeName="opacity" to="1" begin="0.3s"/>', {"opacity": "1"}),
        ('<set attributeName="opacity" to="1" begin="click"/>', {"opacity": "0"}),
        ('<animate attributeName="r" by="2" begin="0.1s" dur="0.2s" fill="freeze"/>', {"r": "6"}),
        (
            '<animate id="one" attributeName="r" to="6" dur=".2s" fill="freeze"/>'
            '<animate attributeName="opacity" begin="one.end+.1s" to="1" dur="1s" fill="freeze"/>',
            {"r": "6", "opacity": "1"},
        ),
        # Endless: at 1.5 seconds.
        ('<animate attributeName="r" dur="2s" values="0;8" repeatCount="indefinite"/>', {"r": "6"}),
        (
            '<animate attributeName="r" dur="2s" values="0;8;0" keyTimes="0;.5;1" '
            'calcMode="discrete" repeatCount="indefinite"/>',
            {"r": "8"},
        ),
        (
            '<animateTransform attributeName="transform" type="rotate" dur="2s" values="0;360" '
            'repeatCount="indefinite"/>',
            {"transform": "rotate(270 0 0)"},
        ),
        (
            '<animate id="a" attributeName="r" begin="0;b.end" dur="1s" values="0;8"/>'
            '<set id="b" attributeName="opacity" begin="a.end" dur="1s" to="1"/>',
            {"r": "4", "opacity": "1"},
        ),
        # Next to nothing is visible at 1.5 seconds.
        (
            '<animate attributeName="opacity" dur="1.5s" values="0;1;0" repeatCount="indefinite"/>',
            {"opacity": "0.96"},
        ),
        (
            '<animateMotion dur="1s" path="M0 0h10" fill="freeze" rotate="auto"/>',
            {"transform": "translate(10 0) rotate(0)"},
        ),
        # Times that fall, and splines that are too few, are not valid: nothing moves.
        (
            '<animate attributeName="r" dur="2s" values="0;8;0" keyTimes="0;.9;.3" '
            'repeatCount="indefinite"/>',
            {"r": "4"},
        ),
        (
            '<animate attributeName="r" dur="2s" values="0;8;0" calcMode="spline" '
            'keySplines="0 0 1 1" repeatCount="indefinite"/>',
            {"r": "4"},
        ),
        (
            '<animate attributeName="r" dur="2s" values="0;2;8" calcMode="paced" '
            'repeatCount="indefinite"/>',
            {"r": "6"},
        ),
        (
            '<animate attributeName="r" dur=".5s" values="0;3" repeatCount="3" accumulate="sum" '
            'fill="freeze"/>',
            {"r": "9"},
        ),
    ],
)
def test_animation_elements(animation, attributes):
    assert first(SHAPE.format(animation)).items() >= attributes.items()


@pytest.mark.parametrize(
    ("animation", "attributes"),
    [
        ("show 1s forwards", {"opacity": "1"}),
        ("show 1s", {"opacity": "0"}),
        ("show 9s .5s both", {"opacity": "1"}),
        ("show 2s linear infinite", {"opacity": "0.75"}),
        ("show 2s linear infinite reverse", {"opacity": "0.25"}),
        ("1s linear infinite alternate show", {"opacity": "0.5"}),
        ("show 2s steps(2) infinite", {"opacity": "0.5"}),
        ("show 2s linear(0, .5 50%, .9 75%, 1) infinite", {"opacity": "0.9"}),
        ("none", {"opacity": "0"}),
        ("other 1s forwards", {"opacity": "0"}),
    ],
)
def test_animations_of_style_sheets(animation, attributes):
    sheet = f"<style>@keyframes show{{to{{opacity:1}}}} circle{{animation:{animation}}}</style>"
    assert first(sheet + SHAPE.format("")).items() >= attributes.items()


def test_a_transform_of_keyframes_turns_about_its_origin():
    sheet = (
        "<style>@keyframes turn{100%{transform:rotate(360deg)}}"
        "circle{animation:turn 2s linear infinite;transform-origin:center}</style>"
    )
    transform = first(sheet + SHAPE.format(""))["transform"]
    matrix = [float(number) for number in transform[7:-1].split()]
    assert matrix == pytest.approx([0, -1, 1, 0, 0, 24], abs=1e-6)


def test_an_animation_of_another_element_reaches_it():
    body = SHAPE.format("").replace("<circle", '<circle id="c"')
    animation = '<animate href="#c" attributeName="opacity" to="1" dur="1s" fill="freeze"/>'
    assert first(body + animation)["opacity"] == "1"


def test_animations_that_start_each_other_for_ever_stand_still():
    pair = (
        '<animate id="a" attributeName="r" begin="0;b.begin" dur="1s" to="1"/>'
        '<animate id="b" attributeName="r" begin="a.begin" dur="1s" to="1"/>'
    )
    assert len(drawn(SHAPE.format(pair))) == 1
