"""The real provider of the single sign-on tests: a certified one, run by Node on this machine alone."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from operations.bench.loopback import free_port

FOLDER = Path(__file__).parent / "oidc_provider"
MISSING = "Node and npm are missing. On Debian: apt-get install nodejs npm."
SETTINGS = {
    "MIZAN_OIDC_CLIENT_ID": "mizan",
    "MIZAN_OIDC_CLIENT_SECRET": "a-secret-of-the-tests",
    "MIZAN_OIDC_LABEL_AR": "النفاذ التجريبي",
    "MIZAN_OIDC_LABEL_EN": "the test provider",
}


@dataclass
class Running:
    """A provider that answers at `address`, until `stop`."""

    address: str
    process: subprocess.Popen[str]

    @property
    def settings(self) -> dict[str, str]:
        """What a desk needs to know of it."""
        return {"MIZAN_OIDC_ISSUER": self.address, **SETTINGS}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def log_in(self, address: str, name: str, *, second: bool = False, cancel: bool = False) -> str:
        """Go where the desk sent us, log in, and return the address the provider sends us back to."""
        with httpx.Client(base_url=self.address) as browser:
            answer = browser.get(address)
            answer = browser.get(answer.headers["location"])
            form = {"name": name, "answer": "no" if cancel else "in"} | ({"second": "on"} if second else {})
            answer = browser.post(answer.url, data=form)
            while (there := answer.headers["location"]).startswith(self.address):
                answer = browser.get(there)
            return there


def installed() -> str:
    """The provider's program, its packages installed as its lock file says; returns Node's path."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    if not (FOLDER / "node_modules" / ".package-lock.json").exists():
        # Two workers may begin at once: one makes the folder, and puts it in its place when it is whole.
        made = FOLDER.parent / f".oidc_provider_{os.getpid()}"
        shutil.copytree(FOLDER, made, ignore=shutil.ignore_patterns("node_modules"))
        subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=made,
            check=True,
            capture_output=True,
        )
        try:
            (made / "node_modules").rename(FOLDER / "node_modules")
        except OSError:  # the other worker was quicker
            assert (FOLDER / "node_modules").exists()
        shutil.rmtree(made)
    return str(node)


@contextmanager
def running_provider(redirect: str, after_logout: str, *, claims: bool = False) -> Iterator[Running]:
    """Start a provider that knows one client, at these addresses."""
    node, port = installed(), free_port()
    process = subprocess.Popen(
        [node, "provider.mjs"],
        cwd=FOLDER,
        env={
            "PATH": os.environ["PATH"],
            "PORT": str(port),
            "REDIRECT": redirect,
            "AFTER_LOGOUT": after_logout,
            "CLAIMS": "1" if claims else "0",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    running = Running(f"http://127.0.0.1:{port}", process)
    try:
        for _ in range(300):
            try:
                if httpx.get(f"{running.address}/.well-known/openid-configuration").is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        else:
            pytest.fail("the provider did not start")
        yield running
    finally:
        running.stop()


def sentence_of(page: str) -> str:
    """The one sentence of a plain page."""
    return re.search(r'<p role="status">(.*?)</p>', page).group(1)
