"""The page one would write at first: it acts in its own script, in two steps, and draws in between."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Final

import httpx

from operations.bench.loopback import free_port

_PAGE: Final = """
    import sqlite3
    import time

    import streamlit as st

    records = sqlite3.connect({database!r}, isolation_level=None, timeout=10)
    case = st.query_params.get("case", "")
    if st.button("Decide", key="naive.decide"):
        records.execute("INSERT INTO decisions VALUES (?)", (case,))
        st.text("The decision is recorded.")
        time.sleep(0.05)
        st.text("The applicant will be told.")
        records.execute("INSERT INTO messages VALUES (?)", (case,))
    st.text(case)
"""
_STARTS_WITHIN: Final = 60.0


@contextmanager
def naive_page(folder: Path) -> Generator[str]:
    """Serve it with the same settings as the desk; its address.

    Raises:
        RuntimeError: it did not start.
    """
    database, page = folder / "naive.db", folder / "naive.py"
    with closing(sqlite3.connect(database)) as records:
        records.execute("CREATE TABLE decisions (id TEXT)")
        records.execute("CREATE TABLE messages (id TEXT)")
        records.commit()
    page.write_text(dedent(_PAGE).format(database=str(database)), encoding="utf-8")
    port = free_port()
    told = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    options = [f"--{name}={value}" for name, value in told.items()]
    server = subprocess.Popen(  # noqa: S603 - our own page.
        [sys.executable, "-m", "streamlit", "run", str(page), *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/_stcore/health", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the naive page did not start")
