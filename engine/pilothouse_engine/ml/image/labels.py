"""Which pictures a channel has, and the class of each: from folders or from the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pilothouse_engine.contract import Channel, DataFile, JobError

SUFFIXES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_PARTS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing"})
_SHAPE = (
    "Put the pictures of each class into a sub-folder of their own, for example "
    "cats/1.jpg and dogs/1.jpg, or name the classes in an augmented manifest."
)


@dataclass(frozen=True)
class Labelled:
    """The pictures of a channel; ``labels`` beside ``files``."""

    files: Sequence[DataFile]
    labels: Sequence[str]
    warnings: Sequence[str]
    """What was left out, for the user."""


def labelled(channel: Channel, name: str) -> Labelled:
    """Pictures and classes of the channel ``name``. Raises :class:`JobError`."""
    wanted = channel.content_type.split(";", 1)[0].strip()
    chosen: list[DataFile] = []
    other: list[DataFile] = []
    for file in channel.files:
        kind = SUFFIXES.get(PurePosixPath(file.uri).suffix.lower())
        fits = kind is not None and wanted in ("image/*", kind)
        # A manifest names pictures on purpose; their content decides.
        (chosen if fits or (file.label is not None and kind is None) else other).append(file)
    warnings: list[str] = []
    if other:
        endings = ", ".join(key for key, kind in SUFFIXES.items() if wanted in ("image/*", kind))
        text = (
            f"{_count(other, 'file')} of the {name} channel, such as {other[0].uri}, "
            f"{'was' if len(other) == 1 else 'were'} left out: the content type {wanted} takes "
            f"{endings}."
        )
        if any(PurePosixPath(file.uri).suffix.lower() in SUFFIXES for file in other):
            text += " Use image/* for both kinds."
        if not chosen:
            raise JobError(f"The {name} channel has no picture. {text}")
        warnings.append(text)
    if not chosen:
        raise JobError(f"The {name} channel has no files. {_SHAPE}")
    if all(file.label is not None for file in chosen):
        return Labelled(chosen, [str(file.label) for file in chosen], warnings)
    return _by_folder(channel, name, chosen, warnings)


def _by_folder(
    channel: Channel, name: str, chosen: list[DataFile], warnings: list[str]
) -> Labelled:
    folders = [_folders(file.uri, channel.root) for file in chosen]
    shared = 0
    inside = [parts for parts in folders if parts]
    while inside and all(
        len(parts) > shared + 1 and parts[shared] == inside[0][shared] for parts in inside
    ):
        shared += 1
    labels = [parts[shared] if len(parts) > shared else None for parts in folders]
    found = Counter(label for label in labels if label is not None)
    where = channel.root or chosen[0].uri
    if not found:
        raise JobError(f"The pictures of the {name} channel under {where} have no class. {_SHAPE}")
    if len(found) > 1 and {label.lower() for label in found} <= _PARTS:
        raise JobError(
            f"The folders {', '.join(sorted(found))} under {where} are parts of the data, not "
            "classes. Give the training folder as training channel, and the validation folder "
            "as validation channel."
        )
    loose = [file for file, label in zip(chosen, labels, strict=True) if label is None]
    if loose:
        warnings.append(
            f"{_count(loose, 'picture')} of the {name} channel, such as {loose[0].uri}, "
            f"{'lies' if len(loose) == 1 else 'lie'} in no class folder and "
            f"{'was' if len(loose) == 1 else 'were'} left out. Move "
            f"{'it' if len(loose) == 1 else 'them'} into the folder of a class."
        )
    kept = [(file, label) for file, label in zip(chosen, labels, strict=True) if label is not None]
    return Labelled([file for file, _ in kept], [label for _, label in kept], warnings)


def _folders(uri: str, root: str) -> list[str]:
    """Names of the folders between the root and the file."""
    rest = uri[len(root) :] if uri.startswith(root) else uri.partition("://")[2]
    if root and not root.endswith("/") and not rest.startswith("/"):
        # A prefix may end within a name.
        rest = uri[root.rfind("/") + 1 :]
    return [part for part in rest.split("/")[:-1] if part]


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
