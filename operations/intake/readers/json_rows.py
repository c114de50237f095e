"""JSON Lines, a JSON list of objects, and the SPDCI search response of a social registry."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from operations.intake.readers.encodings import encoding_of
from operations.intake.source import FileRefused, Limits, SourceRow, Table

_LONGEST_NUMBER: Final = 40
"""Digits; nobody's income or number has more."""


def read_json(content: bytes, limits: Limits) -> Table:
    """Open a JSON file of any of the three shapes.

    Raises:
        FileRefused: `broken_json` (with the line), `not_rows`, `file_too_large`, `too_many_columns`, and what
            encodings raise.
    """
    encoding = encoding_of(content)
    text = content.decode(encoding).lstrip("\ufeff")
    whole = _whole(text, limits)
    if whole is None:
        return _lines(text, encoding, limits)
    if isinstance(whole, dict) and "message" in whole:
        return _listed("spdci", list(_records(whole)), encoding, limits)
    return _listed("jsonl", whole if isinstance(whole, list) else [whole], encoding, limits)


def _whole(text: str, limits: Limits) -> Any:
    """The file as one JSON value; None when it is one a line."""
    if len(text) > limits.json_bytes:
        if text.lstrip()[:1] == "{":
            return None
        raise FileRefused("file_too_large", limit=limits.json_bytes)
    try:
        return _loaded(text)
    except RecursionError:
        raise FileRefused("broken_json", row=1) from None
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise FileRefused("broken_json", row=error.lineno) from None
    return None


def _loaded(text: str) -> Any:
    """A JSON value. A number of a thousand digits stays text, as do the numbers that are none."""
    return json.loads(text, parse_int=_whole_number, parse_constant=str)


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _lines(text: str, encoding: str, limits: Limits) -> Table:
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    rows = (SourceRow(number=number, cells=flat(_parsed(line, number), limits)) for number, line in numbered)
    return Table(kind="jsonl", columns=(), rows=rows, encoding=encoding, expected=len(numbered))


def _listed(kind: str, records: list[Any], encoding: str, limits: Limits) -> Table:
    if not all(isinstance(record, dict) for record in records):
        raise FileRefused("not_rows")
    if not records:
        raise FileRefused("empty")
    rows = (
        SourceRow(number=number, cells=flat(record, limits)) for number, record in enumerate(records, start=1)
    )
    return Table(kind=kind, columns=(), rows=rows, encoding=encoding, expected=len(records))


def _parsed(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = _loaded(line)
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


def flat(record: Mapping[str, Any], limits: Limits | None = None) -> dict[str, object]:
    """A path for each value: `group.head.name`, `members.0.sex`; JSON-LD's context is left out."""
    most = (limits or Limits()).leaves
    try:
        leaves = dict(itertools.islice(_leaves("", record), most + 1))
    except RecursionError:
        raise FileRefused("not_rows") from None
    if len(leaves) > most:
        raise FileRefused("too_many_columns", limit=most)
    return leaves


def _leaves(path: str, value: Any) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        inner = [(str(name), one) for name, one in value.items() if name != "@context"]
    elif isinstance(value, list):
        inner = [(str(position), one) for position, one in enumerate(value)]
    else:
        yield path, value
        return
    for name, one in inner:
        yield from _leaves(f"{path}.{name}" if path else name, one)
