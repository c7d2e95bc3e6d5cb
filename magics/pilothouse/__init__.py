"""SageMaker AutoML, explanations and endpoints in a notebook.

The same calls reach Amazon SageMaker or the local engine; :func:`backend` chooses which::

    import pilothouse
    job = pilothouse.fit(df, target="y")
    job.candidates()
    job.explain()
    endpoint = job.deploy()
    endpoint.invoke(df.head(3), explain=True)

``%load_ext pilothouse`` gives the same as ``%pilot`` and ``%%pilot``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Candidates",
    "Endpoint",
    "Explanation",
    "Job",
    "PilotError",
    "Prediction",
    "backend",
    "fit",
    "load_ipython_extension",
]

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .automl import Candidates, Job, fit
    from .backend import backend
    from .endpoints import Endpoint, Prediction
    from .errors import PilotError
    from .explanations import Explanation

_HOME = {
    "Candidates": "automl",
    "Job": "automl",
    "fit": "automl",
    "backend": "backend",
    "Endpoint": "endpoints",
    "Prediction": "endpoints",
    "PilotError": "errors",
    "Explanation": "explanations",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: a notebook that only loads the extension pays for nothing else.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register ``%pilot`` and ``%%pilot`` (called by ``%load_ext pilothouse``)."""
    from .magics import register

    register(shell)
