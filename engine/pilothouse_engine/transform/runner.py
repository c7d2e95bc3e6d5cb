"""Applies a model to one input file and writes its output file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..contract import Answer, Invocation, JobError, ModelInputError, ServedModel
from . import records
from .jsonpath import JsonPath
from .records import Record, RecordError

_DEFAULT_PAYLOAD_MB = 6
_DEFAULT_TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class Plan:
    """What a ``CreateTransformJob`` request asks for each file."""

    content_type: str
    accept: str | None
    split: bool
    single: bool
    compressed: bool
    assemble_lines: bool
    limit: int | None
    """Bytes of a payload; ``None``: any."""
    timeout: float
    input_filter: JsonPath
    output_filter: JsonPath
    join: bool

    @property
    def by_record(self) -> bool:
        """True if single records of the answer are looked at."""
        return self.join or not self.output_filter.whole


def plan_of(request: Mapping[str, Any]) -> Plan:
    source, target = request["TransformInput"], request["TransformOutput"]
    processing = request.get("DataProcessing", {})
    megabytes = request.get("MaxPayloadInMB", _DEFAULT_PAYLOAD_MB)
    client = request.get("ModelClientConfig", {})
    return Plan(
        content_type=source.get("ContentType", records.CSV),
        accept=target.get("Accept"),
        split=source.get("SplitType", "None") == "Line",
        single=request.get("BatchStrategy") == "SingleRecord",
        compressed=source.get("CompressionType") == "Gzip",
        assemble_lines=target.get("AssembleWith") == "Line",
        limit=megabytes * 2**20 or None,
        timeout=client.get("InvocationsTimeoutInSeconds", _DEFAULT_TIMEOUT_SECONDS),
        input_filter=JsonPath(processing.get("InputFilter", "$")),
        output_filter=JsonPath(processing.get("OutputFilter", "$")),
        join=processing.get("JoinSource", "None") == "Input",
    )


def transform_file(model: ServedModel, plan: Plan, source: Path, target: Path, uri: str) -> str:
    """Write the model's answers for a file; returns their content type. Raises
    :class:`JobError` naming file and line."""
    content_type = plan.accept or records.CSV
    try:
        with open(target, "wb") as output:
            first = True
            for batch in _batches(plan, source):
                answer, content_type = _with_place(uri, model, plan, batch)
                if plan.assemble_lines and not first and answer:
                    output.write(b"\n")
                _write(output, answer, plan.assemble_lines)
                first = False
            if plan.assemble_lines and not first:
                output.write(b"\n")
    except RecordError as error:
        raise JobError(f"{_place(uri, error.line, error.line)}: {error}.") from None
    return content_type


def _batches(plan: Plan, source: Path) -> Iterator[list[Record]]:
    if plan.split:
        split = (
            records.csv_lines
            if records.media_type(plan.content_type) == records.CSV
            else records.lines
        )
        yield from records.batches(split(source, plan.compressed), plan.single, plan.limit)
    else:
        yield [records.whole(source, plan.compressed, plan.limit)]


def _write(output: IO[bytes], answer: bytes, assemble_lines: bool) -> None:
    # One line feed between answers, whether or not the model ends its own with one.
    output.write(answer.rstrip(b"\r\n") if assemble_lines else answer)


def _with_place(uri: str, model: ServedModel, plan: Plan, batch: list[Record]) -> tuple[bytes, str]:
    first, last = (batch[0].line, batch[-1].line) if plan.split else (None, None)
    place = _place(uri, first, last)
    try:
        return _answer(model, plan, batch)
    except (ModelInputError, TimeoutError) as error:
        raise JobError(f"{place}: {error}") from None
    except RecordError as error:
        where = _place(uri, error.line, error.line) if error.line else place
        raise JobError(f"{where}: {error}.") from None
    except MemoryError:
        raise JobError(
            f"{place}: the machine ran out of memory. Set a smaller MaxPayloadInMB."
        ) from None
    except Exception as error:
        raise JobError(
            f"{place}: the model failed ({type(error).__name__}: {str(error)[:400]})."
        ) from error


def _place(uri: str, first: int | None, last: int | None) -> str:
    if first is None:
        return uri
    return f"{uri}, line {first}" if first == last else f"{uri}, lines {first} to {last}"


def _answer(model: ServedModel, plan: Plan, batch: list[Record]) -> tuple[bytes, str]:
    media = records.media_type(plan.content_type)
    sent = [_named(record, plan, media) for record in batch]
    body = b"\n".join(sent)
    answer = _invoke(model, plan, body)
    if not plan.by_record:
        return answer.body, answer.content_type
    answered = records.media_type(answer.content_type)
    if plan.join and _family(answered) != _family(media):
        raise RecordError(
            f"the answer is {answered} and the input {media}, so JoinSource Input cannot join "
            "them; set TransformOutput.Accept to the input's type"
        )
    outputs = records.output_records(answer.body, answered, len(batch))
    done = []
    for record, output in zip(batch, outputs, strict=True):
        whole = records.joined(record.data, output, media) if plan.join else output
        done.append(records.filtered(whole, plan.output_filter, answered))
    return b"\n".join(done) + b"\n", answer.content_type


def _named(record: Record, plan: Plan, media: str) -> bytes:
    try:
        return records.filtered(record.data, plan.input_filter, media)
    except RecordError as error:
        raise RecordError(str(error), record.line if plan.split else None) from None


def _family(media: str) -> str:
    return records.JSON if media in (records.JSON, records.JSON_LINES) else media


def _invoke(model: ServedModel, plan: Plan, body: bytes) -> Answer:
    """Raises ``TimeoutError``; the call that is too slow goes on until the process ends."""
    found: list[Answer] = []
    failed: list[BaseException] = []

    def call() -> None:
        try:
            found.append(model.invoke(Invocation(body, plan.content_type, plan.accept)))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(plan.timeout)
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError(
            f"the model did not answer within {plan.timeout:.0f} s "
            "(ModelClientConfig.InvocationsTimeoutInSeconds)."
        )
    return found[0]
