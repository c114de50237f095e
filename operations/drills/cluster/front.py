"""nginx before the desks, from the file in `deploy/`, with an authority of the drill's own for its TLS."""

import shutil
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.bench.loopback import HOST, certificate_of_a_day, comes_up, free_port
from operations.configure import filled

MISSING: Final = "nginx is missing. On Debian: apt-get install nginx-light; elsewhere put it on the PATH."
_STARTS_WITHIN: Final = 10.0


class NoFront(Exception):  # noqa: N818 - named by the fact.
    """This machine has no nginx, or it refused its file."""


@dataclass(frozen=True, kw_only=True)
class Front:
    """A running nginx: its address, the certificate that vouches for it, and its first process."""

    address: str
    authority: Path
    process: int


@contextmanager
def front(folder: Path, desks: Sequence[int]) -> Generator[Front]:
    """Nginx before desks on these ports of this machine, until the context ends.

    Raises:
        NoFront: nginx is not here or does not take the file; with what it said.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise NoFront(MISSING)
    folder.mkdir()
    certificate, key = certificate_of_a_day(folder)
    port = free_port()
    values = {
        "MIZAN_HOST": HOST,
        "MIZAN_HTTP_PORT": str(free_port()),
        "MIZAN_HTTPS_PORT": str(port),
        "MIZAN_CERTIFICATE": str(certificate),
        "MIZAN_CERTIFICATE_KEY": str(key),
        "MIZAN_NGINX_USER": "www-data",
        "MIZAN_NGINX_FOLDER": str(folder),
        "MIZAN_MIME_TYPES": "/etc/nginx/mime.types",
        "MIZAN_DESKS": " ".join(f"server {HOST}:{desk} max_fails=1 fail_timeout=5s;" for desk in desks),
    }
    file = folder / "nginx.conf"
    file.write_text(filled("nginx.conf", values), encoding="utf-8")
    words = [program, "-c", str(file), "-e", str(folder / "error.log")]
    proved = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)  # noqa: S603 - nginx itself.
    if proved.returncode != 0:
        raise NoFront(proved.stderr)
    server = subprocess.Popen([*words, "-g", "daemon off;"])  # noqa: S603 - nginx itself.
    try:
        if not comes_up(port, server, within=_STARTS_WITHIN):
            raise NoFront("nginx does not listen")
        yield Front(address=f"https://{HOST}:{port}", authority=certificate, process=server.pid)
    finally:
        server.terminate()
        server.wait()
