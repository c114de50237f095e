"""A served sample desk and a real browser."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext

from tests.chromium import Windows

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def context(windows: Windows) -> Generator[BrowserContext]:
    with windows.again() as kept:
        yield kept


@pytest.fixture(scope="session")
def sample_address() -> Generator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "tests.ui.sample.app:app", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(address: str) -> None:
    # One client: making it costs more than asking.
    with httpx.Client(base_url=address) as client:
        for _ in range(200):
            with suppress(httpx.TransportError):
                if client.get("/_stcore/health").is_success:
                    return
            time.sleep(0.1)
    pytest.fail("the sample desk did not start")
