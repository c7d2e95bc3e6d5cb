"""Hosting of the engine's own image models. Needs NumPy and Pillow, no training library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.image.model import ImageModel, model_of
from pilothouse_engine.ml.image.pictures import PictureError, read_picture
from pilothouse_engine.ml.payload import JSON, media_type
from pilothouse_engine.ml.responses import choose_accept, describe_classes, render, response_keys

CONTENT_TYPES = ("application/x-image", "image/png", "image/jpeg", "image/jpg", "image/*")


class ServedImageModel:
    """A loaded model; never changes, hence thread-safe."""

    def __init__(self, model: ImageModel, environment: Mapping[str, str]) -> None:
        self._model = model
        self._keys = response_keys(environment)
        default = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", JSON)
        self._default_accept = media_type(default)

    def invoke(self, invocation: Invocation) -> Answer:
        """Classify the picture in the body.

        Raises :class:`~pilothouse_engine.contract.ModelInputError`.
        """
        accept = choose_accept(invocation.accept, self._default_accept)
        if media_type(invocation.content_type) not in CONTENT_TYPES:
            raise ModelInputError(
                f'The content type "{invocation.content_type}" is not supported. Send the bytes '
                "of one PNG or JPEG picture as application/x-image."
            )
        try:
            picture = read_picture(invocation.body, self._model.network.side)
        except PictureError as error:
            raise ModelInputError(f"The picture in the body {error}.") from None
        outputs = self._model.probabilities(picture.pixels[None])
        records = describe_classes(self._model.labels, outputs, self._keys)
        body, content_type = render(records, accept)
        return Answer(body.encode(), content_type)


def load(
    archive: Archive, environment: Mapping[str, str], explainer: Mapping[str, Any] | None
) -> ServedImageModel:
    """See :class:`pilothouse_engine.ml.serving.Load`."""
    if explainer is not None:
        raise ValueError(
            "ExplainerConfig is not available for image models. Leave it out; the job's report "
            "holds the heat maps."
        )
    return ServedImageModel(model_of(archive), environment)
