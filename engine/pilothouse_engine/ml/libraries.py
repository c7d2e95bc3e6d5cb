"""The training libraries, imported before they are needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

_LIBRARIES = (
    "lightgbm",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "scipy.optimize",
    "scipy.stats",
    "pyarrow.csv",
)
"""What takes long to import and tabular jobs need."""


def load_libraries() -> None:
    """Import them; one that is missing is dealt with where it is used."""
    # scikit-learn and LightGBM import pandas if it is there, only to accept its data frames. That
    # is a third of the time and the memory of all their imports, and nobody here has data frames.
    with _absent("pandas"):
        for name in _LIBRARIES:
            with suppress(ImportError, OSError):
                import_module(name)


@contextmanager
def _absent(name: str) -> Iterator[None]:
    """Let imports inside the block see that a module is missing; afterwards it can be imported."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
