"""One demo office with a whole past, for the tests that only read from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import copied_sqlite
from tests.operations.demo.living import SIZE, Past, lived


@pytest.fixture(scope="session")
def office(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    with copied_sqlite(migrated_file, tmp_path_factory.mktemp("demo-office")) as engine:
        yield lived(engine, SIZE)
