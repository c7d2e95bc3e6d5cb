import json
import os
from pathlib import Path

import pytest

from jupyterlab_pilothouse.workspace import MAX_READ

from .conftest import Post


@pytest.fixture
def data(jp_root_dir: Path) -> bytes:
    content = bytes(range(256)) * 10
    (jp_root_dir / "sub dir").mkdir()
    (jp_root_dir / "sub dir" / "ü+😀.csv").write_bytes(content)
    (jp_root_dir / ".hidden").write_text("x")
    (jp_root_dir.parent / "outside.csv").write_text("secret")
    return content


async def test_stat_and_ranges(post: Post, data: bytes) -> None:
    path = "sub dir/ü+😀.csv"
    answer = await post("files", {"action": "stat", "path": path})
    assert answer.code == 200
    assert json.loads(answer.body)["size"] == len(data)
    for start, end in ((0, 10), (100, 356), (2550, 9999), (9999, 10000), (5, 5)):
        request = {"action": "read", "path": path, "start": start, "end": end}
        answer = await post("files", request)
        assert answer.code == 200
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.body == data[start:end]


@pytest.mark.parametrize(
    "path",
    ["../outside.csv", "sub dir/../../outside.csv", "/../outside.csv", "..\\outside.csv"]
    + ["C:/x.csv", "", "/", None, 3, "a\0b", ".hidden", "sub dir"],
)
async def test_paths_outside_or_unreadable_are_refused(
    post: Post, data: bytes, path: object
) -> None:
    for action in ("stat", "read"):
        answer = await post("files", {"action": action, "path": path, "start": 0, "end": 9})
        assert answer.code == 400
        assert b"secret" not in answer.body


async def test_a_file_that_vanished_is_named(post: Post) -> None:
    answer = await post("files", {"action": "stat", "path": "gone.csv"})
    assert answer.code == 404
    assert "Choose the file again" in json.loads(answer.body)["message"]
    assert "gone.csv" in json.loads(answer.body)["message"]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 4), ("0", 5), (True, 5), (None, None)])
async def test_bad_ranges(post: Post, data: bytes, start: object, end: object) -> None:
    request = {"action": "read", "path": "sub dir/ü+😀.csv", "start": start, "end": end}
    assert (await post("files", request)).code == 400


async def test_too_large_a_range(post: Post, data: bytes) -> None:
    request = {"action": "read", "path": "sub dir/ü+😀.csv", "start": 0, "end": MAX_READ + 1}
    assert (await post("files", request)).code == 413


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
async def test_a_pipe_does_not_block(post: Post, jp_root_dir: Path) -> None:
    os.mkfifo(jp_root_dir / "pipe.csv")
    answer = await post("files", {"action": "stat", "path": "pipe.csv"})
    assert answer.code == 400
