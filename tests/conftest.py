"""No test sees the operator's settings; pyproject.toml keeps them all on this machine."""

import os

import pytest

for name in [name for name in os.environ if name in {"DATABASE_URL", "PORT"} or name.startswith("MIZAN_")]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """A proxy of the machine must not be asked for loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,::1")
