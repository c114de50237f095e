"""The office of the page tests, for the routes around the pages."""

from functools import cache

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from dashboard import passwords
from tests.pages.conftest import furnished, office

__all__ = ["furnished", "office"]


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about what a hash costs: each takes a fifth of a second otherwise."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_own", lambda: cheap)
    monkeypatch.setattr(passwords, "_nobodys", cache(lambda: passwords.hashed("nobody has this password")))
