"""Why a picture cannot be searched. Each message is a sentence with what to do next."""


class PictureError(Exception):
    """A picture that cannot be searched."""


class UnknownFormat(PictureError):
    """The bytes are in none of the formats."""


class TooManyPixels(PictureError):
    """The picture is larger than allowed."""


class UnusablePicture(PictureError):
    """The picture is broken, or shows nothing."""


class CropOutside(PictureError):
    """The crop does not overlap the picture."""


BY_NAME = {
    error.__name__: error
    for error in (UnknownFormat, TooManyPixels, UnusablePicture)  # those that decoding raises
}
