"""What has no screen often works in processes of its own, which begin from this one."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest


@pytest.fixture(autouse=True)
def _main_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that ran in this process leaves itself as the main module, and workers would run it again."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
