"""An S3 store of one's own on this machine, gone when one is done."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data_access.bucket import Bucket
from operations.bench.loopback import HOST, comes_up, free_port

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
        port = free_port()
        address = f"{HOST}:{port}"
        words = [program, "serve", "s3", "--addr", address, "--auth-key", f"{KEY},{SECRET}"]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - rclone itself.
                [*words, "--config", "/dev/null", str(Path(folder, "served"))], stdout=log, stderr=log
            )
        try:
            if not comes_up(port, server, within=_STARTS_WITHIN):
                raise NoObjectStore(Path(folder, "log").read_text(errors="replace")[-1000:])
            yield Bucket(name="papers", endpoint=f"http://{address}", key=KEY, secret=SECRET)
        finally:
            server.kill()
            server.wait()
