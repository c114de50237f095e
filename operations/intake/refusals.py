"""Why a row, or a value in it, cannot be taken: facts only; the words are in `words.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class BadValue(ValueError):  # noqa: N818 - named by the fact, like a Refusal.
    """A value that cannot be what its field holds; `expected` says what was, `facts` its particulars."""

    def __init__(self, expected: str, **facts: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefusal:
    """One reason why a row was refused. `value` is as given, `column` as the file names it."""

    row: int
    field: str
    column: str
    value: str
    expected: str
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about a row that a person should know: a value left out, a paper kept aside."""

    row: int
    kind: str
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
