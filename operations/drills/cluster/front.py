"""nginx before the desks, from the file in `deploy/`, with an authority of the drill's own for its TLS."""

import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from operations.bench.cluster import free_port
from operations.configure import filled

MISSING: Final = "nginx is missing. On Debian: apt-get install nginx-light; elsewhere put it on the PATH."
HOST: Final = "127.0.0.1"
_STARTS_WITHIN: Final = 10.0


class NoFront(Exception):  # noqa: N818 - named by the fact.
    """This machine has no nginx, or it refused its file."""


@dataclass(frozen=True, kw_only=True)
class Front:
    """A running nginx: its address, and the certificate that vouches for it."""

    address: str
    authority: Path


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
    certificate, key = _certificate(folder)
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
        _wait(port)
        yield Front(address=f"https://{HOST}:{port}", authority=certificate)
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise NoFront("nginx does not listen")


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of a day for this machine that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a desk that is drilled")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "desk.crt", folder / "desk.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.touch(mode=0o600)
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret
