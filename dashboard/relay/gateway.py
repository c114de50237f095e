"""SMS through any gateway that speaks HTTP: the request is a template, the answers are sorted by settings."""

import http.client
import json
import re
import ssl
from collections.abc import Callable, Mapping
from datetime import timedelta
from string import Template
from typing import Final
from urllib.parse import quote, urlsplit

from casework.messages import DueMessage, Wording
from dashboard.relay.sending import Answer, Sent
from dashboard.relay.settings import Ways

PATIENCE: Final = 15.0
_LONGEST_ANSWER: Final = 64_000
_MOST_WAIT: Final = 6 * 3600
_GOOD: Final = range(200, 300)
_BUSY: Final = frozenset({429, 503})


class Gateway:
    """One connection to the gateway, kept while it lasts."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._open: http.client.HTTPConnection | None = None

    def send(self, message: DueMessage, wording: Wording) -> Sent:
        """Hand over one SMS, with its id as the key by which a repetition is known."""
        fields = {
            "id": str(message.id),
            "to": message.address,
            "digits": message.address.removeprefix("+"),
            "text": wording.text,
        }
        try:
            status, wait, body = self._ask(fields)
        except (OSError, http.client.HTTPException) as trouble:
            self.close()
            return Sent(answer=Answer.LATER, code=type(trouble).__name__)
        return sorted_answer(self._ways, status, wait, body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _ask(self, fields: Mapping[str, str]) -> tuple[int, str, str]:
        chosen = self._ways
        where = urlsplit(filled(chosen.sms_url.get_secret_value(), fields, _in_url))
        headers = {name.lower(): value for name, value in chosen.headers.items()}
        headers["idempotency-key"] = fields["id"]
        body = None
        if chosen.sms_method != "GET":
            body = filled(chosen.sms_body, fields, _writer(headers.get("content-type", ""))).encode()
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        connection = self._connection()
        connection.request(chosen.sms_method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
        if not answer.isclosed():
            self.close()  # More than anybody needs to read; the rest would be taken for the next answer.
        return answer.status, answer.headers.get("retry-after", ""), text

    def _connection(self) -> http.client.HTTPConnection:
        if self._open is None:
            where = urlsplit(self._ways.sms_url.get_secret_value())
            host = where.hostname or ""
            if where.scheme == "https":
                trusted = ssl.create_default_context()
                self._open = http.client.HTTPSConnection(host, where.port, timeout=PATIENCE, context=trusted)
            else:
                self._open = http.client.HTTPConnection(host, where.port, timeout=PATIENCE)
        return self._open


def sorted_answer(ways: Ways, status: int, wait: str, body: str) -> Sent:
    """What an answer means: 2xx is taken unless its body says otherwise; named statuses are final.

    Everything else may be better later: a gateway that is down, busy, or does not know our password (which is
    the office's fault, not the message's).
    """
    pause = timedelta(seconds=min(int(wait), _MOST_WAIT)) if status in _BUSY and wait.isdigit() else None
    code = str(status)
    if status not in _GOOD:
        never = status in ways.final_statuses
        return Sent(answer=Answer.NEVER if never else Answer.LATER, code=code, wait=pause)
    if ways.sms_refused and re.search(ways.sms_refused, body):
        return Sent(answer=Answer.NEVER, code=code)
    taken = not ways.sms_accepted or re.search(ways.sms_accepted, body)
    return Sent(answer=Answer.TAKEN if taken else Answer.LATER, code=code)


def filled(template: str, fields: Mapping[str, str], written: Callable[[str], str]) -> str:
    """A template with its fields written so that none of them can change what surrounds it."""
    return Template(template).safe_substitute({name: written(value) for name, value in fields.items()})


def _writer(content_type: str) -> Callable[[str], str]:
    kind = content_type.partition(";")[0].strip().lower()
    return _WRITERS.get(kind, _in_json if kind.endswith("+json") else _as_it_is)


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _in_url(value: str) -> str:
    return quote(value, safe="")


def _in_xml(value: str) -> str:
    return "".join(_XML.get(letter, letter) for letter in value)


def _as_it_is(value: str) -> str:
    return value


_XML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_WRITERS: Final[Mapping[str, Callable[[str], str]]] = {
    "application/json": _in_json,
    "application/x-www-form-urlencoded": _in_url,
    "application/xml": _in_xml,
    "text/xml": _in_xml,
}
