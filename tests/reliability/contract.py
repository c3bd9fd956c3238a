"""What schemathesis sends for a picture: mostly one, of any size, mode and format, so that
answers come back and not only refusals.
"""

import base64
import io

import schemathesis
from hypothesis import strategies as st
from PIL import Image

from api.decoding.formats import CONFINED, DIRECT, MEDIA_TYPES


def drawn(
    file_format: str, width: int, height: int, ink: tuple[int, int, int], box: tuple[int, int]
) -> bytes:
    """A rectangle on white."""
    image = Image.new("RGB", (width, height), "white")
    image.paste(ink, (1, 1, 1 + box[0], 1 + box[1]))
    buffer = io.BytesIO()
    image.save(buffer, file_format)
    return buffer.getvalue()


def pictures(*formats: str) -> st.SearchStrategy[bytes]:
    """Pictures in these formats."""
    side, colour = st.integers(4, 64), st.integers(0, 160)
    return st.builds(
        drawn,
        st.sampled_from(formats),
        side,
        side,
        st.tuples(colour, colour, colour),
        st.tuples(side, side),
    )


# HEIC cannot be written here, nor an ICO of fewer than 16 pixels.
FORMATS = [name for name in (*DIRECT, *CONFINED) if name not in ("HEIF", "ICO")]
for media_type in MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, pictures(*FORMATS))
SVG = '<svg viewBox="0 0 24 24"><path d="M{0} 2h9v9z"/></svg>'
drawings = st.integers(0, 12).map(lambda place: SVG.format(place).encode())
schemathesis.openapi.media_type("image/svg+xml", drawings)
schemathesis.openapi.format("binary", pictures(*FORMATS))
schemathesis.openapi.format(
    "byte", pictures(*FORMATS).map(lambda content: base64.b64encode(content).decode())
)
