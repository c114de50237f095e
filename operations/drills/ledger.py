"""What a worker tried and what it was told, on the disk before the next thing happens: kills take nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from uuid import UUID, uuid4

_TRIED: Final = "tried"
_TOLD: Final = "told"


@dataclass(frozen=True)
class Ledger:
    """One worker's own file; lines are only ever added."""

    path: Path

    def unanswered(self) -> tuple[UUID, str] | None:
        """What was tried and never answered, and about what."""
        answered = {command for command, _ in self.told()}
        return next(((command, about) for command, about in self.tried() if command not in answered), None)

    def attempt(self, about: str = "") -> UUID:
        """A new command, which is now on the disk."""
        command = uuid4()
        self._add(_TRIED, command, about)
        return command

    def answer(self, command: UUID, said: str) -> None:
        """Write down what came of it."""
        self._add(_TOLD, command, said)

    def tried(self) -> Iterator[tuple[UUID, str]]:
        """Every command that was tried, and about what."""
        return self._lines(_TRIED)

    def told(self) -> Iterator[tuple[UUID, str]]:
        """Every command that was answered, and how."""
        return self._lines(_TOLD)

    @classmethod
    def all_of(cls, folder: Path) -> list[Self]:
        """Every ledger of a folder."""
        return [cls(path) for path in sorted(folder.glob("*.ledger"))]

    def _add(self, *words: object) -> None:
        line = "\t".join(str(word) for word in words) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _lines(self, kind: str) -> Iterator[tuple[UUID, str]]:
        if not self.path.exists():
            return
        for line in self.path.read_text().splitlines():
            found, command, said = line.split("\t")
            if found == kind:
                yield UUID(command), said
