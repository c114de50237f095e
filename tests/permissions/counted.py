"""How many cells of the matrix were compared; told at the end of the run by this folder's conftest."""

from collections import Counter

CELLS: Counter[str] = Counter()


def count(part: str, cells: int = 1) -> None:
    CELLS[part] += cells
