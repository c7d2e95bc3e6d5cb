"""Finding, starting and installing the engine, with a stand-in for the process."""

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_pilothouse import engine as engine_module
from jupyterlab_pilothouse.engine import Engine, clean_arguments, data_dir
from jupyterlab_pilothouse.errors import Failure

from .conftest import Post

LOCAL = {"kind": "local"}
ask = engine_module._health


class Health(BaseHTTPRequestHandler):
    """Answers as an engine whose every list is empty."""

    def do_GET(self) -> None:
        self._answer(b'{"service": "pilothouse-engine"}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b'{"Models": []}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Health)
    # The argument is how soon it notices that it is to stop, in seconds.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def describe(data: Path, port: int) -> None:
    data.mkdir(exist_ok=True)
    (data / "credentials").write_text(
        "[pilothouse-local]\naws_access_key_id = AKLOCAL\naws_secret_access_key = s%ecret\n"
    )
    (data / "engine.json").write_text(json.dumps({"endpointUrl": f"http://127.0.0.1:{port}"}))


def script(path: Path, body: str) -> str:
    """A program in the interpreter's place."""
    path.write_text(f"#!{sys.executable}\nimport json, os, pathlib, sys\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PILOTHOUSE_DATA_DIR", str(tmp_path / "x"))
    assert data_dir() == tmp_path / "x"
    monkeypatch.delenv("PILOTHOUSE_DATA_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_dir() == tmp_path / "pilothouse"


def test_address_reads_the_key_file(alone: Path, server: HTTPServer) -> None:
    describe(alone, server.server_port)
    engine = Engine(sys.executable, "", 5)
    assert engine.health() == "answers"
    address = engine.address()
    assert (address.access_key, address.secret_key) == ("AKLOCAL", "s%ecret")


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("sys.exit('No module named pilothouse_engine')", "EngineMissing", "pilothouse-engine"),
        (
            "sys.exit(json.dumps({'code': 'x', 'message': 'disk full'}))",
            "EngineUnavailable",
            "disk full",
        ),
        ("print('nonsense')", "EngineUnavailable", "answer"),
        ("import time; time.sleep(30)", "EngineUnavailable", "within 1 s"),
    ],
)
def test_a_start_that_fails_says_why(tmp_path: Path, body: str, code: str, words: str) -> None:
    engine = Engine(script(tmp_path / "python", body), "", 1)
    with pytest.raises(Failure) as caught:
        engine.start()
    assert caught.value.code == code
    assert words in str(caught.value)
    assert not engine.starting


def test_no_python(tmp_path: Path) -> None:
    with pytest.raises(Failure) as caught:
        Engine(str(tmp_path / "no-python"), "", 1).start()
    assert caught.value.code == "PythonMissing"


@pytest.mark.parametrize(
    ("body", "code"),
    [(None, "PythonMissing"), ("sys.exit(3)", "EngineMissing"), ("sys.exit('broken')", None)],
)
def test_what_keeps_it_from_starting_is_known_before(
    tmp_path: Path, body: str | None, code: str | None
) -> None:
    python = tmp_path / "python"
    if body is not None:
        script(python, body)
    problem = Engine(str(python), "", 1).problem()
    assert (problem and problem.code) == code


def test_nothing_keeps_the_installed_engine_from_starting() -> None:
    # The same interpreter by another name, so that it has to be asked.
    python = f"{Path(sys.executable).parent}{os.sep}.{os.sep}{Path(sys.executable).name}"
    assert Engine(python, "", 1).problem() is None
    assert Engine(sys.executable, "", 1).problem() is None


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """Holds connections, and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_an_engine_that_hangs_is_told_and_not_replaced_unasked(
    alone: Path, tmp_path: Path, mute: socket.socket
) -> None:
    describe(alone, mute.getsockname()[1])
    engine = Engine(script(tmp_path / "python", "sys.exit('started')"), "", 5, 0.2)
    assert engine.health() == "silent"
    with pytest.raises(Failure) as caught:
        engine.address()
    assert caught.value.code == "EngineNotResponding"
    assert caught.value.data["action"] == "restart-engine"


def test_start_leaves_one_that_hangs_to_the_engine(
    alone: Path, tmp_path: Path, mute: socket.socket, server: HTTPServer
) -> None:
    describe(alone, mute.getsockname()[1])
    info = {"endpointUrl": f"http://127.0.0.1:{server.server_port}"}
    body = (
        "assert sys.argv[1:] == ['-m', 'pilothouse_engine', 'start', '--json']\n"
        f"text = {json.dumps(info)!r}\n"
        f"pathlib.Path({str(alone / 'engine.json')!r}).write_text(text)\n"
        "print(text)"
    )
    engine = Engine(script(tmp_path / "python", body), "", 5, 0.2)
    assert engine.start() == info
    assert engine.address().endpoint == info["endpointUrl"]


def test_the_storage_is_asked_of_the_command_line(alone: Path, tmp_path: Path) -> None:
    body = (
        "assert os.environ['PILOTHOUSE_DATA_DIR']\n"
        "assert sys.argv[1:3] == ['-m', 'pilothouse_engine']\n"
        "if 'logs' in sys.argv: print(json.dumps({'arguments': sys.argv[3:]}))\n"
        "else: sys.exit(json.dumps({'code': 'x', 'message': 'There is no data.'}))"
    )
    engine = Engine(script(tmp_path / "python", body), "", 5, 0.2)
    request = {"categories": ["jobs", "logs"], "jobs": ["churn-1"]}
    arguments = ["disk", "--json", "--clean", "jobs", "logs", "--job", "churn-1"]
    assert engine.disk(clean_arguments(request)) == {"arguments": arguments}
    with pytest.raises(Failure, match="There is no data."):
        engine.disk([])


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"categories": []},
        {"categories": "jobs"},
        {"categories": ["data"]},
        {"categories": [["jobs"]]},
        {"categories": ["jobs"], "jobs": []},
        {"categories": ["jobs"], "jobs": ["--data-dir"]},
        {"categories": ["jobs"], "jobs": ["a b"]},
        {"categories": ["jobs"], "jobs": [1]},
    ],
)
def test_what_is_cleaned_is_never_an_option(request_: dict[str, Any]) -> None:
    with pytest.raises(Failure) as caught:
        clean_arguments(request_)
    assert caught.value.code == "InvalidRequest"


class TestHungEngine:
    """The page learns at once that the engine hangs, whatever it asks for."""

    async def test_routes(
        self, post: Post, alone: Path, mute: socket.socket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engine_module, "_health", lambda info, _: ask(info, 0.2))
        describe(alone, mute.getsockname()[1])
        state = json.loads((await post("environment", {"backend": LOCAL})).body)
        assert state["status"] == "unavailable"
        assert state["problem"]["code"] == "EngineNotResponding"
        request = {"service": "sagemaker", "operation": "ListModels", "input": {}}
        answer = await post("aws", {**request, "backend": LOCAL}, request_timeout=60)
        assert answer.code == 424
        assert json.loads(answer.body)["action"] == "restart-engine"


async def test_install_failure_is_told(tmp_path: Path) -> None:
    python = script(
        tmp_path / "python",
        "assert sys.argv[1:] == ['-m', 'pip', '--no-input', '--disable-pip-version-check',"
        " 'install', '--find-links', 'wheels', 'pilothouse-engine'], sys.argv\n"
        "print('ERROR: No matching distribution'); sys.exit(1)",
    )
    with pytest.raises(Failure, match="No matching distribution") as caught:
        await Engine(python, "wheels", 1).install()
    assert caught.value.data["action"] == "install-engine"


class TestDeadEngine:
    """An engine that has died is started once; the call then goes to the new one."""

    @pytest.fixture
    def jp_server_config(self, tmp_path: Path) -> dict[str, Any]:
        body = (
            "folder = pathlib.Path(os.environ['PILOTHOUSE_DATA_DIR'])\n"
            "next_one = folder / 'next.json'\n"
            "if not next_one.exists():\n"
            "    sys.exit('no second engine')\n"
            "text = next_one.read_text()\n"
            "(folder / 'engine.json').write_text(text)\n"
            "print(text)"
        )
        python = script(tmp_path / "python", body)
        return {
            "ServerApp": {"jpserver_extensions": {"jupyterlab_pilothouse": True}},
            "PilothouseApp": {"engine_python": python},
        }

    async def call(self, post: Post) -> Any:
        request = {"service": "sagemaker", "operation": "ListModels", "input": {}}
        return await post("aws", {**request, "backend": LOCAL}, request_timeout=60)

    async def test_one_restart(self, post: Post, alone: Path, server: HTTPServer) -> None:
        describe(alone, 9)
        info = json.dumps({"endpointUrl": f"http://127.0.0.1:{server.server_port}"})
        (alone / "next.json").write_text(info)
        answer = await self.call(post)
        assert answer.code == 200, answer.body
        assert json.loads(answer.body) == {"output": {"Models": []}}
        state = json.loads((await post("environment", {"backend": LOCAL})).body)
        assert state["status"] == "ready"
        assert b"s%ecret" not in answer.body

    async def test_then_an_error(self, post: Post, alone: Path) -> None:
        describe(alone, 9)
        answer = await self.call(post)
        assert answer.code == 424
        error = json.loads(answer.body)
        assert error["code"] == "EngineUnavailable"
        assert error["action"] == "start-engine"
        state = json.loads((await post("engine", {"action": "status"})).body)
        assert state["status"] == "off"
