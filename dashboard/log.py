"""The log: one JSON line an event, on standard error; people by user name, cases by reference only.

What an exception says may quote what somebody typed or what stands in a row. So an exception is logged by its
kind and the places it passed, never by its message: in our own lines and in those of the libraries.
"""

import errno
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog

# Streamlit logs every exception of a page beside the line that bears its reference.
SAID_ALREADY: Final = "Uncaught app execution"
_HERE: Final = Path(__file__).resolve().parent.parent


def start_log(level: str) -> None:
    """Write everything from this level on as JSON lines, and keep messages of exceptions out of all logs."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_message,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: _Line(),
        cache_logger_on_first_use=False,
    )
    logging.setLogRecordFactory(_record)


class _Line:
    """Writes one line, if it can be written: a full disk under the log must not silence the office."""

    def msg(self, line: str) -> None:
        """Write it to what is standard error now: a process may be given another while it runs."""
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    log = debug = info = warning = warn = error = exception = critical = fatal = msg


def trail(problem: BaseException) -> str:
    """What kind of exception it is and where it passed, innermost last, with what caused it."""
    return " <- ".join(_one(link) for link in _chain(problem))


def _chain(problem: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = problem
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _one(problem: BaseException) -> str:
    kind = type(problem)
    places = " > ".join(
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(problem.__traceback__)
    )
    return f"{kind.__module__}.{kind.__qualname__}{_code(problem)} at {places or 'no place'}"


def _code(problem: BaseException) -> str:
    """The number an operating system or a database gives an error; it quotes nobody."""
    if isinstance(problem, OSError) and problem.errno is not None:
        return f" [{errno.errorcode.get(problem.errno, str(problem.errno))}]"
    state = getattr(problem, "sqlstate", None) or getattr(problem, "sqlite_errorname", None)
    return f" [{state}]" if isinstance(state, str) else ""


def _short(file: str) -> str:
    path = Path(file)
    return path.relative_to(_HERE).as_posix() if path.is_relative_to(_HERE) else path.name


def _without_message(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    problem = event.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()[1]
    elif isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        event["exception"] = trail(problem)
    return event


class _Record(logging.LogRecord):
    """A line of a library's log, its exception told as ours are."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[1]:
            said = self.msg == SAID_ALREADY
            self.exc_text = None if said else trail(self.exc_info[1])
            self.exc_info = None


def _record(*given: Any, **named: Any) -> logging.LogRecord:
    return _Record(*given, **named)
