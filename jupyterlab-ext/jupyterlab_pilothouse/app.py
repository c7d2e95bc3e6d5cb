"""The server extension and its configuration."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Float, Integer, List, Unicode

from .backends import Clients
from .calls import Caller
from .engine import Engine
from .environment import Environment
from .handlers import ROUTES, Services


class PilothouseApp(ExtensionApp):
    """Pilothouse's routes on a Jupyter server."""

    name = "jupyterlab_pilothouse"
    extension_url = "/lab"
    load_other_extensions = True

    engine_python = Unicode(
        sys.executable,
        config=True,
        help="Python interpreter that runs the local engine and that it is installed for.",
    )
    find_links = Unicode(
        "",
        config=True,
        help="Folder or URL where pip also looks for pilothouse-engine (its --find-links).",
    )
    allow_install = Bool(
        True,
        config=True,
        help="Whether users may install pilothouse-engine from the page. They are asked first.",
    )
    engine_start_seconds = Float(
        60, config=True, help="How long to wait for the local engine to answer after its start."
    )
    read_only = Bool(
        False, config=True, help="Refuse every AWS operation that changes something or is billed."
    )
    allowed_regions = List(
        Unicode(), config=True, help="AWS Regions that may be used. Empty: all of them."
    )
    max_body_mib = Integer(
        64, config=True, help="Largest request to the AWS route in MiB; larger ones go in parts."
    )
    max_calls = Integer(12, config=True, help="How many blocking calls run at the same time.")

    _executor: ThreadPoolExecutor | None = None

    def initialize_handlers(self) -> None:
        self._executor = ThreadPoolExecutor(self.max_calls, thread_name_prefix="pilothouse")
        engine = Engine(self.engine_python, self.find_links, self.engine_start_seconds)
        clients = Clients(engine, self.max_calls)
        services = Services(
            executor=self._executor,
            engine=engine,
            caller=Caller(clients, engine),
            environment=Environment(clients, engine),
            max_body=self.max_body_mib * 1024 * 1024,
            read_only=self.read_only,
            allowed_regions=frozenset(self.allowed_regions),
            allow_install=self.allow_install,
        )
        handlers: list[Any] = [
            (f"/pilothouse/api/v1/{name}", handler, {"services": services})
            for name, handler in ROUTES.items()
        ]
        self.handlers.extend(handlers)

    async def stop_extension(self) -> None:
        # The engine lives on: its jobs outlast the server, as they would on AWS.
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
