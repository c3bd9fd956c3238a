"""The largest picture of each kind costs no more than any other request."""

from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.app import create_app
from api.budget import SETTINGS as BUDGET
from api.decoding.sizes import SIZES
from api.routes.screenshots import MAX_PIXELS
from api.settings import Settings
from tests.reliability.cost import Sent, Target
from tests.reliability.pictures import bmp, encoded, png, stripes, turned

HERE = Path(__file__).parent
MOST_SECONDS = 2.0
MOST_MEMORY = 400  # MB
LARGEST = Settings.max_pixels
COPIED, REPEATED, LEAST = SIZES.steps


def drawn(pixels: int) -> Image.Image:
    """A square with a hole, and a bar at the edge, in three tints on a light background."""
    side = int(pixels**0.5)
    sixth = side // 6
    grey = np.full((side, side), 255, np.uint8)
    grey[sixth : 5 * sixth, sixth : 5 * sixth] = 40
    grey[2 * sixth : 3 * sixth, 2 * sixth : 4 * sixth] = 200
    grey[:sixth, : 2 * sixth] = 30
    band = Image.fromarray(grey)
    return Image.merge("RGB", (band, band.point(lambda value: 255 - value // 2), band))


def transparent(pixels: int) -> Image.Image:
    image = drawn(pixels)
    image.putalpha(image.getchannel(0).point(lambda value: 255 * (value < 250)))
    return image


def cmyk(pixels: int) -> Image.Image:
    return drawn(pixels).convert("CMYK")


def grey(pixels: int) -> Image.Image:
    return drawn(pixels).convert("L")


def deep(pixels: int) -> Image.Image:
    return Image.fromarray(np.asarray(grey(pixels)).astype(np.uint16) << 8)


def side(pixels: int) -> int:
    return int(pixels**0.5)


def moving(image: Image.Image, file_format: str, **options) -> bytes:
    others = [image.transpose(Image.Transpose.ROTATE_90)] * 2
    return encoded(image, file_format, save_all=True, append_images=others, **options)


FAST = {"compress_level": 1}
FINE = {"progressive": True, "subsampling": 0}
LOSSLESS = {"lossless": True, "method": 0, "quality": 0}
POOR = {"method": 0, "quality": 1}
WHOLE = {"compression": "tiff_lzw", "strip_size": 4 * COPIED}
KINDS = {
    "PNG": lambda: encoded(drawn(LARGEST), **FAST),
    "PNG, grey": lambda: encoded(grey(LARGEST), **FAST),
    "PNG, black and white": lambda: encoded(grey(LARGEST).convert("1")),
    "PNG, a palette": lambda: encoded(drawn(LARGEST).quantize(16), **FAST),
    "PNG, 16 bits of grey": lambda: encoded(deep(LARGEST), **FAST),
    "PNG, 16 bits of colour": lambda: png(
        side(LARGEST), side(LARGEST), 16, 2, stripes(side(LARGEST), side(LARGEST), 6)
    ),
    "PNG, transparent": lambda: encoded(transparent(COPIED), **FAST),
    "PNG, grey and transparent": lambda: encoded(transparent(COPIED).convert("LA"), **FAST),
    "PNG, a palette with transparency": lambda: encoded(
        drawn(COPIED).quantize(16), transparency=bytes([255, 0, 128]), **FAST
    ),
    "PNG, a transparent colour": lambda: encoded(
        drawn(COPIED), transparency=(255, 128, 255), **FAST
    ),
    "PNG, 16 bits and transparent": lambda: png(
        side(COPIED), side(COPIED), 16, 6, stripes(side(COPIED), side(COPIED), 8)
    ),
    "JPEG": lambda: encoded(drawn(LARGEST), "JPEG"),
    "JPEG, turned": lambda: turned(drawn(LARGEST), 6),
    "JPEG, CMYK": lambda: encoded(cmyk(LARGEST), "JPEG"),
    "JPEG, progressive": lambda: encoded(drawn(COPIED), "JPEG", **FINE),
    "JPEG, progressive CMYK": lambda: encoded(cmyk(COPIED), "JPEG", **FINE),
    "BMP": lambda: encoded(grey(LARGEST).convert("1"), "BMP"),
    "BMP of runs": lambda: bmp(
        side(LARGEST), side(LARGEST), (b"\xff\x12" * 24 + b"\xb4\x21\0\0") * side(LARGEST)
    ),
    "GIF": lambda: encoded(drawn(LARGEST), "GIF"),
    "TIFF": lambda: encoded(drawn(COPIED), "TIFF", **WHOLE),
    "TIFF, CMYK": lambda: encoded(cmyk(COPIED), "TIFF", **WHOLE),
    "TIFF, transparent": lambda: encoded(transparent(REPEATED), "TIFF", **WHOLE),
    "AVIF": lambda: encoded(drawn(COPIED), "AVIF", speed=10, subsampling="4:4:4"),
    "AVIF, transparent": lambda: encoded(transparent(REPEATED), "AVIF", speed=10),
    "HEIC": lambda: (HERE / "large.heic").read_bytes(),
    "WebP": lambda: encoded(drawn(REPEATED), "WEBP", **POOR),
    "WebP, lossless": lambda: encoded(drawn(REPEATED), "WEBP", **LOSSLESS),
    "WebP, transparent": lambda: encoded(transparent(LEAST), "WEBP", **LOSSLESS),
    "JPEG 2000": lambda: encoded(drawn(REPEATED), "JPEG2000", quality_layers=[200]),
    "JPEG 2000, transparent": lambda: encoded(
        transparent(LEAST), "JPEG2000", quality_layers=[200], irreversible=True
    ),
    "animated GIF": lambda: moving(drawn(REPEATED), "GIF"),
    "animated PNG": lambda: moving(transparent(LEAST), "PNG", **FAST),
    "animated WebP": lambda: moving(transparent(LEAST), "WEBP", **POOR),
}


@pytest.fixture(scope="module")
def target(indexed):
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        TestClient(create_app(Settings(data=indexed.root))) as client,
    ):
        target = Target(client, monkeypatch)
        # What starts once: the models, and the process that others are forked from.
        for file_format in ("PNG", "TIFF"):
            target.cost(Sent("POST", "/search", {}, encoded(drawn(900), file_format)))
        yield target


@pytest.mark.slow
def test_the_largest_picture_of_each_kind_is_searched_within_the_bars(target, note):
    costs = {}
    for name, made in KINDS.items():
        costs[name] = target.cost(Sent("POST", "/search", {}, made()))
    for name, cost in costs.items():
        print(f"{name}: {cost.status}, {cost.seconds:.2f} s, {cost.memory:.0f} MB")
    slowest = max(costs, key=lambda name: costs[name].seconds)
    largest = max(costs, key=lambda name: costs[name].memory)
    note(
        "the largest picture of each kind",
        f"{len(costs)} kinds, at most {costs[slowest].seconds:.2f} s of processor ({slowest}) "
        f"and {costs[largest].memory:.0f} MB ({largest})",
    )
    # On a slow machine the largest are refused, but only once their time is used up.
    used_up = BUDGET.used_up * MOST_SECONDS
    refused = {name for name, cost in costs.items() if cost.status != 200}
    assert {costs[name].status for name in refused} <= {422}
    assert all(costs[name].seconds > used_up for name in refused), refused
    assert costs[slowest].seconds <= MOST_SECONDS
    assert costs[largest].memory <= MOST_MEMORY


@pytest.mark.slow
def test_the_largest_windows_are_searched_within_the_bars(target, note):
    dense = np.random.default_rng(7).integers(0, 2, (990, 990), np.uint8)
    windows = {
        "a drawing": encoded(drawn(MAX_PIXELS), **FAST),
        "noise": encoded(Image.fromarray(255 * dense.repeat(3, 0).repeat(3, 1))),
    }
    costs = [target.cost(Sent("POST", "/search/screenshot", {}, one)) for one in windows.values()]
    seconds = max(cost.seconds for cost in costs)
    memory = max(cost.memory for cost in costs)
    note("the largest windows", f"at most {seconds:.2f} s of processor and {memory:.0f} MB")
    assert {cost.status for cost in costs} <= {200, 422}
    assert seconds <= MOST_SECONDS
    assert memory <= MOST_MEMORY
