"""Pictures that assistants send, and the previews that they get."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mcp.server.mcpserver.exceptions import ToolError
from PIL import Image

from api.decoding.wrapping import unwrapped
from api.settings import Settings
from ingest.common import untrusted
from ingest.svg_text import text_bytes

MAX_PATH = 4096  # characters; a longer text is no path but a picture in base64
MAX_TEXT = Settings.max_bytes * 4 // 3 + 64  # characters of the largest upload in base64
LARGEST = untrusted.megabytes(Settings.max_bytes)


@dataclass(frozen=True)
class PreviewSettings:
    """Previews are small: an assistant pays for each pixel. Chosen by hand."""

    most: int = 12  # icons of an answer
    side: int = 64  # pixels of one
    gap: int = 4  # pixels between two
    columns: int = 6


PREVIEWS = PreviewSettings()


def content(picture: str, folders: Sequence[Path]) -> bytes:
    """The bytes of a picture that is given in base64, as code, or as a path below a folder.

    Raises ToolError.
    """
    if len(picture) > MAX_TEXT:
        raise ToolError(f"The picture is larger than {LARGEST}: crop it around the icon.")
    path = _path_below(folders, picture)
    if path is None:
        return _file_in(picture, folders)
    try:
        file = untrusted.read_file(path, Settings.max_bytes)
    except untrusted.TooLarge as error:
        raise ToolError(f"{picture} cannot be searched for, {error}: crop it.") from error
    except OSError as error:
        raise ToolError(
            f"{picture} cannot be read ({error.strerror}): name another file."
        ) from error
    if not file:
        raise ToolError(f"{picture} is empty: name another file.")
    return file


def _file_in(text: str, folders: Sequence[Path]) -> bytes:
    """The code that a text is, or the file that it holds. Raises ToolError for any other text."""
    content = text_bytes(text)
    file = unwrapped(content)
    is_code = text.lstrip().startswith(("<", "data:"))
    if file is content and not is_code:
        raise ToolError(_expected(folders))
    return file


def preview(jpegs: Sequence[bytes]) -> bytes:
    """A PNG with small pictures of icons in rows, in their order."""
    step = PREVIEWS.side + PREVIEWS.gap
    columns = min(len(jpegs), PREVIEWS.columns)
    rows = -(-len(jpegs) // PREVIEWS.columns)
    size = (columns * step - PREVIEWS.gap, rows * step - PREVIEWS.gap)
    sheet = Image.new("RGB", size, "white")
    for place, jpeg in enumerate(jpegs):
        row, column = divmod(place, PREVIEWS.columns)
        icon = Image.open(io.BytesIO(jpeg)).convert("RGB")
        icon.thumbnail((PREVIEWS.side, PREVIEWS.side))
        sheet.paste(icon, (column * step, row * step))
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _expected(folders: Sequence[Path]) -> str:
    """The sentence about a text that is no picture."""
    if not folders:
        return (
            "The text is neither a picture in base64 nor the code of an SVG: send one of these. "
            "Files are not read (only `python -m api mcp --pictures FOLDER` reads them)."
        )
    readable = " or ".join(map(str, folders))
    return (
        "The text is neither a picture in base64 nor the code of an SVG, nor the absolute path "
        f"of a file below a folder that this server may read ({readable}): send one of these."
    )


def _path_below(folders: Sequence[Path], text: str) -> Path | None:
    """The file that a text names, links resolved; None where it is below none of the folders.

    Only an absolute path counts: a picture in base64 may be a relative path too.
    """
    if not folders or len(text) > MAX_PATH:
        return None
    try:
        path = Path(text).expanduser()
        resolved = path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL: it names no file
        return None
    below = any(resolved.is_relative_to(folder) for folder in folders)
    return resolved if path.is_absolute() and below else None
