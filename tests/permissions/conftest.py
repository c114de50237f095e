"""The size of the matrix, told at the end; and one served desk."""

from collections.abc import Iterator

import pytest

from tests.permissions.counted import CELLS
from tests.permissions.house import House, furnished_house


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CELLS:
        told = ", ".join(f"{part} {cells:,}" for part, cells in sorted(CELLS.items()))
        terminalreporter.write_line(f"permission matrix: {sum(CELLS.values()):,} cells compared ({told})")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One served desk for all tests of this folder that need one."""
    with furnished_house(tmp_path_factory.mktemp("house")) as made:
        yield made
