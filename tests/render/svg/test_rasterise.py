import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest
from PIL import Image, ImageChops

from render.ground import DARK, DRAWING, INK_ON_DARK, LIGHT, inner_side
from render.svg.rasterise import rasterise
from render.svg.screen import Undrawable
from tests.render.documents import SQUARE, svg

FULL = '<path d="M-99 -99h999v999H-99z"/>'


def drawn_box(
    picture: Image.Image, ground: tuple[int, int, int] = LIGHT
) -> tuple[int, int, int, int]:
    return ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).getbbox()


@pytest.mark.parametrize("size", [16, 32, 64, 65, 128])
def test_the_margin_is_ground_whatever_the_drawing_does(size):
    overflowing = svg(
        f'<g stroke="#000" stroke-width="50">{FULL}</g>',
        'viewBox="0 0 24 24" overflow="visible" style="overflow:visible"',
    )
    picture = rasterise(overflowing, size, LIGHT)
    left, top, right, bottom = drawn_box(picture)
    assert picture.size == (size, size) and picture.mode == "RGB"
    assert min(left, top, size - right, size - bottom) >= int(size * DRAWING.margin)
    assert (right - left, bottom - top) == (inner_side(size), inner_side(size))


@pytest.mark.parametrize(
    ("attributes", "width", "height"),
    [
        ('viewBox="0 0 24 24"', 56, 56),
        ('viewBox="0 0 48 24"', 56, 28),
        ('viewBox="-10,5 12 , 48"', 14, 56),
        ('viewBox="0 0 48 24" width="24" height="24"', 56, 28),
        ('viewBox="0 0 48 24" preserveAspectRatio="none" width="24" height="24"', 56, 28),
        ('viewBox="0 0 48 24" preserveAspectRatio="xMinYMin slice"', 56, 28),
        ('viewBox="0 0 24 24" width="100%" height="100%"', 56, 56),
        ('viewBox="0 0 24 24" width="0" height="1em"', 56, 56),
        ('width="48" height="24"', 56, 28),
        ('width="2in" height="96px"', 56, 28),
        ('width="30" height="60" viewBox="none"', 28, 56),
        ('width="30" height="60" viewBox="0 0 0 24"', 28, 56),
        ('width="30" height="60" viewBox="0 0 1e999 24"', 28, 56),
        ('width="1e999" height="1e999" viewBox="0 0 24 24"', 56, 56),
        ('viewBox="0 0 200 10"', 56, 4),
    ],
)
def test_aspect_is_kept_and_the_drawing_centred(attributes, width, height):
    left, top, right, bottom = drawn_box(rasterise(svg(FULL, attributes), 64, LIGHT))
    assert (right - left, bottom - top) == (width, height)
    assert abs(left - (64 - right)) <= 1 and abs(top - (64 - bottom)) <= 1


@pytest.mark.parametrize(("width", "height"), [(49, 16), (74, 24), (16, 49), (24, 23)])
def test_a_longer_side_is_filled_to_its_edges(width, height):
    drawing = np.asarray(
        rasterise(
            svg(f'<path d="M0 0h{width}v{height}H0z"/>', f'viewBox="0 0 {width} {height}"'),
            64,
            LIGHT,
        )
    )[..., 0]
    inner = drawing[4:60, 4:60] if width > height else drawing[4:60, 4:60].T
    assert inner[28, 0] == inner[28, -1] == 0
    ink = (255 - inner[:, 28]).astype(int)
    assert ink.sum() / 255 == pytest.approx(56 * min(width, height) / max(width, height), abs=0.02)
    assert abs(ink - ink[::-1]).max() <= 2, "it is in the middle"


@pytest.mark.parametrize("attributes", ["", 'width="100%" height="100%"', 'width="24"'])
def test_without_viewbox_and_size_the_drawing_itself_is_the_frame(attributes):
    body = (
        '<defs><path id="a" d="M0 0h100v100h-100z"/></defs><use href="#a" x="-300" y="-50"/>'
        '<use href="#a" x="-200" y="-50"/>'
    )
    assert drawn_box(rasterise(svg(body, attributes), 64, LIGHT)) == (4, 18, 60, 46)


def test_percentages_refer_to_the_viewbox():
    half = svg('<rect width="50%" height="100%"/>', 'viewBox="0 0 48 24"')
    assert drawn_box(rasterise(half, 64, LIGHT)) == (4, 18, 32, 46)


def test_current_colour_is_black_on_light_and_near_white_on_dark():
    source = svg(SQUARE, 'viewBox="0 0 24 24" fill="currentColor"')
    assert rasterise(source, 64, LIGHT).getpixel((32, 32)) == (0, 0, 0)
    assert rasterise(source, 64, DARK).getpixel((32, 32)) == INK_ON_DARK
    assert rasterise(source, 64, (0, 0, 255)).getpixel((32, 32)) == INK_ON_DARK


def test_transparency_shows_the_ground():
    source = svg('<path fill="#fff" fill-opacity=".5" d="M0 0h24v24H0z"/>')
    assert rasterise(source, 64, (0, 100, 200)).getpixel((32, 32)) == pytest.approx(
        (127, 178, 228), abs=1
    )


def test_what_cannot_be_drawn_says_so():
    with pytest.raises(Undrawable, match="visible"):
        rasterise(svg("<g/>", ""), 64, LIGHT)


def test_no_reference_is_fetched(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text(svg(FULL.replace("<path", '<path id="a" fill="red"')))
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        places = [
            f"http://127.0.0.1:{server.server_port}/a.svg",
            secret.as_uri(),
            str(secret),
            "data:image/svg+xml," + svg(FULL, ""),
        ]
        for place in (place.replace("<", "%3C").replace('"', "%22") for place in places):
            body = (
                f'<style>@import url("{place}"); path {{ stroke: url({place}#a) }}</style>'
                f'<image href="{place}" width="24" height="24"/><use href="{place}#a"/>'
                f'<use href="{place}"/>'
                f'<text><tref href="{place}"/></text><path fill="url({place}#a)" d="M0 0h1v1z"/>'
                f'<filter id="f"><feImage href="{place}"/></filter>'
                '<path filter="url(#f)" fill="none" d="M0 0h24v24H0z"/>'
            )
            picture = rasterise(svg(body), 64, LIGHT)
            assert picture.crop((10, 10, 64, 64)).getextrema() == ((255, 255),) * 3, place
        server.shutdown()
    assert asked == []
