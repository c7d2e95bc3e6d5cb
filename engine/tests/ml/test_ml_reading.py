from __future__ import annotations

import csv
import gzip
import io
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ml_support import channel
from pilothouse_engine.contract import DataFile, JobError
from pilothouse_engine.ml.data import table as table_module
from pilothouse_engine.ml.data.table import PARQUET_TYPE, Table, read_channel
from pilothouse_engine.ml.values import is_missing


def read(tmp_path: Path, content: bytes, **kwargs: object) -> Table:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    return read_channel(channel(path, **kwargs))  # type: ignore[arg-type]


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(
    st.lists(names.map(str.strip).filter(bool), min_size=2, max_size=4, unique=True).flatmap(
        lambda header: st.tuples(
            st.just(header),
            st.lists(
                st.lists(cells, min_size=len(header), max_size=len(header)),
                min_size=1,
                max_size=8,
            ),
        )
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
)
def test_any_written_table_is_read_back(
    table: tuple[list[str], list[list[str]]], encoding: str
) -> None:
    header, rows = table
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        text = out.getvalue()
        path.write_bytes(
            b"\xfe\xff" + text.encode("utf-16-be")
            if encoding == "utf-16-be"
            else text.encode(encoding)
        )
        found = read_channel(channel(path))
    assert found.names == header
    assert found.rows == len(rows)
    for position, column in enumerate(found.columns):
        wanted = [None if is_missing(row[position]) else row[position].strip() for row in rows]
        assert column.cells() == wanted


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_an_explained_error(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        try:
            found = read_channel(channel(path))
        except JobError as error:
            assert "s3://data/in/x.csv" in str(error)
        else:
            assert found.rows > 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"a,b,y\n", "no rows"),
        (b"a,b,y", "no rows"),
        (b"a,,y\n1,2,3\n", "column 2 has no name"),
        (b"a,b,a\n1,2,3\n", '"a" occurs twice (columns 1 and 3)'),
        (b"a,b,y\n1,2,3\n4,5\n", "line 3: 2 values where the header has 3"),
        (b"a,b,y\n1,2,3\n4,5,6,7\n", "line 3: 4 values"),
        (b'a,b,y\n1,"x\nz",3\n4,5\n', "line 4: 2 values"),
        (b"a;b;y\n1;2;3\n", "semicolons"),
        (b"a\tb\n1\t2\n", "tabs"),
        (b"only\n1\n2\n", "single column"),
        (b"PAR1xxxx", "Parquet file"),
        (b"PK\x03\x04xxx", "Excel"),
        (b"a,b\n1,\0\x01\n", "not a text file"),
        (b"\x1f\x8b\x08\x00broken", "not a complete gzip file"),
    ],
)
def test_bad_files_are_named_with_their_fault(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(JobError) as caught:
        read(tmp_path, content)
    assert words in str(caught.value)
    assert "s3://data/in/data.csv" in str(caught.value)


def test_an_unclosed_quotation_mark_is_found(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i}\n" for i in range(300))
    with pytest.raises(JobError, match="line 2: a quotation mark is never closed"):
        read(tmp_path, ('a,b\n1,"2\n' + rows).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "name,größe\nJürgen,3\nanna,4\n"
    if encoding == "utf-16-le":
        text = "name,size\nJurgen,3\nanna,4\n"
    found = read(tmp_path, text.encode(encoding))
    assert found.names[0] == "name"
    assert found.columns[0].cells()[1] == "anna"
    assert found.notes == []


def test_latin_1_is_read_with_a_note(tmp_path: Path) -> None:
    found = read(tmp_path, "name,y\nJürgen,1\nZoë,2\n".encode("latin-1"))
    assert found.columns[0].cells() == ["Jürgen", "Zoë"]
    assert "Latin-1" in found.notes[0] and "line 2" in found.notes[0]


def test_odd_names_survive(tmp_path: Path) -> None:
    header = ['a,"b"', "emoji 🚀", "n" * 200, " padded "]
    out = io.StringIO()
    csv.writer(out).writerow(header)
    found = read(tmp_path, (out.getvalue() + "1,2,3,4\n").encode())
    assert found.names == ['a,"b"', "emoji 🚀", "n" * 200, "padded"]


def test_gzip_in_parts_and_several_files(tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_bytes(gzip.compress(b"a,y\n1,2\n") + gzip.compress(b"3,4\n"))
    second.write_bytes(gzip.compress(b"a,y\n5,6\n"))
    found = read_channel(channel(first, second, compressed=True))
    assert found.columns[0].cells() == ["1", "3", "5"]


def test_files_with_other_headers_are_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("a,y\n1,2\n")
    second.write_text("y,a\n1,2\n")
    with pytest.raises(JobError, match=r"2\.csv has the same columns in another order"):
        read_channel(channel(first, second))
    second.write_text("a,z\n1,2\n")
    with pytest.raises(JobError, match='2.csv lacks the column "y"'):
        read_channel(channel(first, second))


def test_ten_thousand_columns(tmp_path: Path) -> None:
    width = 10_000
    header = ",".join(f"column{i}" for i in range(width))
    rows = "\n".join(",".join(str(i % 7 + r) for i in range(width)) for r in range(3))
    found = read(tmp_path, f"{header}\n{rows}\n".encode())
    assert (len(found.names), found.rows) == (width, 3)


def test_a_vanished_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="gone.csv vanished"):
        read_channel(channel(tmp_path / "gone.csv"))


def test_a_growing_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "grow.csv"
    path.write_text("a,y\n1,2\n")
    plain = Path.read_bytes

    def slow(self: Path) -> bytes:
        content = plain(self)
        with self.open("a") as file:
            file.write("3,4\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", slow)
    with pytest.raises(JobError, match=r"grow\.csv changed while it was read"):
        table_module.read_bytes(DataFile(path, "s3://data/in/grow.csv"))


def test_parquet_gives_the_texts_that_csv_would(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    data = pa.table(
        {
            "i": pa.array([1, None, 3]),
            "f": pa.array([0.5, float("nan"), float("inf")]),
            "b": pa.array([True, False, None]),
            "s": pa.array([" x", "NA", "y"]).dictionary_encode(),
            "t": pa.array([0, 1, None], pa.timestamp("s")),
            "n": pa.nulls(3),
        }
    )
    pa.parquet.write_table(data, path)
    found = read_channel(channel(path, content_type=PARQUET_TYPE))
    cells = {name: c.cells() for name, c in zip(found.names, found.columns, strict=True)}
    assert cells == {
        "i": ["1", None, "3"],
        "f": ["0.5", None, "inf"],
        "b": ["True", "False", None],
        "s": ["x", None, "y"],
        "t": ["1970-01-01 00:00:00.000", "1970-01-01 00:00:01.000", None],
        "n": [None, None, None],
    }


def test_bad_parquet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(JobError, match=r"t\.parquet is not a readable Parquet file"):
        read_channel(channel(path, content_type=PARQUET_TYPE))
    pa.parquet.write_table(pa.table({"a": [[1], [2]], "y": [1, 2]}), path)
    with pytest.raises(JobError, match='column "a" holds nested'):
        read_channel(channel(path, content_type=PARQUET_TYPE))


def test_a_missing_column_offers_the_closest_name(tmp_path: Path) -> None:
    found = read(tmp_path, b"Age,Churned\n1,2\n")
    with pytest.raises(JobError, match='Did you mean "Churned"'):
        found.column("churned", "target column")
