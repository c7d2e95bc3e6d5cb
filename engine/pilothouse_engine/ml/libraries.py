"""The training libraries, imported before they are needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from types import ModuleType

import pyarrow

_LIBRARIES = (
    "lightgbm",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "scipy.optimize",
    "scipy.stats",
    "pyarrow.csv",
    "pyarrow.parquet",
)
"""What takes long to import and tabular jobs need."""


def load_libraries() -> None:
    """Import them; one that is missing is dealt with where it is used."""
    # scikit-learn, LightGBM and Arrow import pandas if it is there, only to accept its data frames.
    # That is a third of the time and the memory of all imports, and nobody here has data frames.
    with _absent("pandas"):
        for name in _LIBRARIES:
            with suppress(ImportError, OSError):
                import_module(name)
        # Arrow looks for it at its first array, once.
        pyarrow.array([])


@contextmanager
def _absent(name: str) -> Iterator[None]:
    """Let imports inside the block see that a module is missing; afterwards it can be imported."""
    finder = _Missing(name)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Missing(MetaPathFinder):
    """Finds that there is no such module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Leaves other modules to other finders. Raises ``ModuleNotFoundError``."""
        if fullname == self._name:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
