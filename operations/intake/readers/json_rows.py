"""JSON Lines, a JSON list of objects, and the SPDCI search response of a social registry."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from operations.intake.readers.encodings import encoding_of
from operations.intake.source import FileRefused, Limits, SourceRow, Table


def read_json(content: bytes, limits: Limits) -> Table:
    """Open a JSON file of any of the three shapes.

    Raises:
        FileRefused: `broken_json` (with the line), `not_rows`, and what encodings raise.
    """
    encoding = encoding_of(content)
    text = content.decode(encoding).lstrip("\ufeff")
    try:
        whole = json.loads(text)
    except RecursionError:
        raise FileRefused("broken_json", row=1) from None
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise FileRefused("broken_json", row=error.lineno) from None
        return _lines(text, encoding)
    if isinstance(whole, dict) and "message" in whole:
        return _listed("spdci", list(_records(whole)), encoding)
    if isinstance(whole, dict):
        return _lines(text, encoding) if "\n" not in text.strip() else _listed("jsonl", [whole], encoding)
    if isinstance(whole, list):
        return _listed("jsonl", whole, encoding)
    raise FileRefused("not_rows")


def _lines(text: str, encoding: str) -> Table:
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    rows = (SourceRow(number=number, cells=flat(_parsed(line, number))) for number, line in numbered)
    return Table(kind="jsonl", columns=(), rows=rows, encoding=encoding, expected=len(numbered))


def _listed(kind: str, records: list[Any], encoding: str) -> Table:
    if not all(isinstance(record, dict) for record in records):
        raise FileRefused("not_rows")
    if not records:
        raise FileRefused("empty")
    rows = (SourceRow(number=number, cells=flat(record)) for number, record in enumerate(records, start=1))
    return Table(kind=kind, columns=(), rows=rows, encoding=encoding, expected=len(records))


def _parsed(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise FileRefused("broken_json", row=number) from None
    if not isinstance(record, dict):
        raise FileRefused("not_rows")
    return record


def _records(response: Mapping[str, Any]) -> Iterator[Any]:
    """The registry records inside the envelope, whatever part of it is missing."""
    message = response.get("message")
    answers = message.get("search_response") if isinstance(message, dict) else None
    for answer in answers if isinstance(answers, list) else ():
        data = answer.get("data") if isinstance(answer, dict) else None
        found = data.get("reg_records") if isinstance(data, dict) else None
        yield from found if isinstance(found, list) else ()


def flat(record: Mapping[str, Any]) -> dict[str, object]:
    """The record with a path for each value: `group.head.name`, `members.0.sex`. JSON-LD's context is left out."""
    cells: dict[str, object] = {}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name != "@context":
                    walk(f"{path}.{name}" if path else str(name), inner)
        elif isinstance(value, list):
            for position, inner in enumerate(value):
                walk(f"{path}.{position}", inner)
        else:
            cells[path] = value

    try:
        walk("", record)
    except RecursionError:
        raise FileRefused("not_rows") from None
    return cells
