"""The Jupyter server's half of Pilothouse. Importing it loads no AWS code."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "@pilothouse/jupyterlab-ext"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import PilothouseApp

    return [{"module": "jupyterlab_pilothouse", "app": PilothouseApp}]
