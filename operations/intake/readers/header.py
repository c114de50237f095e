"""The header of a table: what a row of column names may and may not be."""

import re
from collections.abc import Sequence
from typing import Final

from operations.intake.source import FileRefused, is_blank

_LOOKS_LIKE_DATA: Final = re.compile(r"[\d\s./:+\-٠-٩۰-۹٫٬,]{2,}")


def header_of(cells: Sequence[object]) -> tuple[str, ...]:
    """The names of the columns, trailing empty ones dropped.

    Raises:
        FileRefused: no names (`no_header`), a name missing between others (`unnamed_column`), or a name used
            twice (`duplicate_column`).
    """
    names = [re.sub(r"\s+", " ", str(cell)).strip() if not is_blank(cell) else "" for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names or any(_LOOKS_LIKE_DATA.fullmatch(name) for name in names):
        shown = next((name for name in names if _LOOKS_LIKE_DATA.fullmatch(name)), "")
        raise FileRefused("no_header", value=shown)
    if "" in names:
        raise FileRefused("unnamed_column", position=names.index("") + 1)
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise FileRefused("duplicate_column", column=name)
        seen.add(name.casefold())
    return tuple(names)
