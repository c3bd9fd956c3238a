"""The encoders, by the name that `--extractor` takes."""

from features.encoders import keras_applications, phash, vgg16, vgg16_classic
from features.encoders.encoder import Encoder, View

__all__ = ["DEFAULT", "ENCODERS", "Encoder", "View"]

DEFAULT = vgg16.ENCODER.name
ENCODERS: dict[str, Encoder] = {
    encoder.name: encoder
    for encoder in (
        vgg16.ENCODER,
        vgg16_classic.ENCODER,
        keras_applications.RESNET50,
        keras_applications.DENSENET121,
        phash.ENCODER,
    )
}
