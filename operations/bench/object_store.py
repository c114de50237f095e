"""An S3 store of one's own on this machine, gone when one is done."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data_access.bucket import Bucket
from operations.bench.cluster import free_port

MISSING: Final = "rclone, which serves S3 here, is missing: install requirements-dev.txt."
KEY: Final = "mizan"
SECRET: Final = "of-a-store-that-is-thrown-away"  # noqa: S105 - as it says.
_STARTS_WITHIN: Final = 20.0


class NoObjectStore(Exception):  # noqa: N818 - named by the fact.
    """This machine has nothing that serves S3."""


@contextmanager
def throwaway_bucket() -> Generator[Bucket]:
    """An empty bucket that ends with the context.

    Raises:
        NoObjectStore: there is nothing that serves one.
    """
    program = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    if program is None:
        raise NoObjectStore(MISSING)
    with tempfile.TemporaryDirectory(prefix="mizan-s3-") as folder:
        Path(folder, "served", "papers").mkdir(parents=True)
        address = f"127.0.0.1:{free_port()}"
        words = [program, "serve", "s3", "--addr", address, "--auth-key", f"{KEY},{SECRET}"]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - rclone itself.
                [*words, "--config", "/dev/null", str(Path(folder, "served"))], stdout=log, stderr=log
            )
        try:
            _wait(server, address, Path(folder, "log"))
            yield Bucket(name="papers", endpoint=f"http://{address}", key=KEY, secret=SECRET)
        finally:
            server.kill()
            server.wait()


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    host, _, port = address.partition(":")
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise NoObjectStore(log.read_text(errors="replace")[-1000:])
