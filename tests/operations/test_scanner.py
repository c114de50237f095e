"""The virus scanner: a stand-in that speaks clamd's protocol on a real socket, and life without it."""

import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from operations.papers import Examiner, scanner
from operations.papers.scanner import Address, Scanner, WrongAddress
from tests.operations import papers_made as made

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class StandIn:
    """What clamd does with INSTREAM; `mood` makes it answer otherwise."""

    def __init__(self, line):
        self.line = line
        self.mood = ""
        self.asked = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                line, _ = self.line.accept()
            except OSError:
                return
            with line:
                self.asked += 1
                try:
                    line.sendall(self._answer(line))
                    time.sleep(0.01)
                except OSError:
                    continue

    def _answer(self, line):  # noqa: C901 - one mood after another.
        if self.mood == "hangs up":
            return b""
        if self.mood == "full":
            return b"INSTREAM size limit exceeded. ERROR\0"
        file = line.makefile("rb")
        if file.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            content += file.read(size)
        if self.mood == "silent":
            time.sleep(1.0)
        if self.mood:
            return {
                "odd": b"stream: perhaps\0",
                "half": b"stream: O",
                "silent": b"",
                "flood": b"x" * 100_000,
            }[self.mood]
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def listening(place):
    line = socket.socket(socket.AF_UNIX if isinstance(place, str) else socket.AF_INET)
    line.bind(place)
    line.listen()
    stand_in = StandIn(line)
    try:
        yield stand_in
    finally:
        line.shutdown(socket.SHUT_RDWR)
        line.close()
        stand_in.thread.join(5)


@pytest.fixture
def clamd(tmp_path):
    with listening(str(tmp_path / "clamd")) as stand_in:
        yield stand_in


@pytest.fixture
def asking(tmp_path, monkeypatch):
    monkeypatch.setattr(scanner, "_REST", 0.0)
    return Scanner(Address.of(f"unix:{tmp_path / 'clamd'}"), seconds=0.5)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("unix:/run/clamav/clamd.ctl", Address(path="/run/clamav/clamd.ctl")),
        ("scanner:3310", Address(host="scanner", port=3310)),
        ("tcp:10.0.0.7:3310", Address(host="10.0.0.7", port=3310)),
        ("[::1]:3310", Address(host="::1", port=3310)),
    ],
)
def test_an_address_is_a_socket_or_a_host_and_port(written, read):
    assert Address.of(written) == read


@pytest.mark.parametrize(
    "written", ["", "unix:clamd", "scanner", "scanner:", "scanner:x", ":3310", "scanner:99999"]
)
def test_anything_else_is_no_address(written):
    with pytest.raises(WrongAddress):
        Address.of(written)


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"a letter", "clean"),
        (b"", "clean"),
        (bytes(3_000_000), "clean"),
        (b"x" * 100_000 + EICAR, "infected"),
    ],
    ids=["letter", "nothing", "large", "eicar"],
)
def test_the_scanner_says_what_it_found(clamd, asking, content, finding):
    assert asking.scan(content) == finding


def test_it_may_listen_on_a_port():
    with listening(("127.0.0.1", 0)) as stand_in:
        port = stand_in.line.getsockname()[1]
        assert Scanner(Address.of(f"127.0.0.1:{port}")).scan(EICAR) == "infected"


@pytest.mark.parametrize("mood", ["hangs up", "full", "odd", "half", "silent", "flood"])
def test_what_is_no_answer_is_not_checked(clamd, asking, mood):
    clamd.mood = mood
    begun = time.monotonic()
    assert asking.scan(bytes(200_000)) == "not_checked"
    assert time.monotonic() - begun < 2


def test_a_scanner_that_is_not_there_is_left_alone_for_a_while(tmp_path):
    absent = Scanner(Address.of(f"unix:{tmp_path / 'nowhere'}"))
    assert absent.scan(b"x") == "not_checked"
    with listening(str(tmp_path / "nowhere")) as stand_in:
        assert absent.scan(b"x") == "not_checked"
        assert stand_in.asked == 0
        absent._left_alone_until = 0.0
        assert absent.scan(b"x") == "clean"


def test_nothing_is_opened_that_the_scanner_does_not_call_clean(clamd, asking):
    with Examiner(workers=1, scanner=asking) as examiner:
        assert examiner.examine(made.a_pdf()).fault is None
        infected = examiner.examine(made.a_pdf() + EICAR)
        assert (infected.fault, infected.page_images) == ("infected", ())
        clamd.mood = "hangs up"
        waiting = examiner.examine(made.a_pdf())
        assert (waiting.fault, waiting.page_images) == ("not_checked", ())


def test_the_real_scanner_is_understood(tmp_path):
    """Against ClamAV itself, with a signature of our own, where it is installed."""
    daemon = shutil.which("clamd")
    if daemon is None:
        pytest.skip("ClamAV's clamd is not installed; the protocol is tested against a stand-in.")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.ndb").write_text(f"Own.Test:0:*:{EICAR.hex()}\n", encoding="ascii")
    place = tmp_path / "clamd"
    (tmp_path / "conf").write_text(
        f"LocalSocket {place}\nDatabaseDirectory {tmp_path / 'db'}\nForeground yes\nUser root\n",
        encoding="ascii",
    )
    if os.geteuid() != 0:
        text = (tmp_path / "conf").read_text(encoding="ascii").replace("User root\n", "")
        (tmp_path / "conf").write_text(text, encoding="ascii")
    with subprocess.Popen(
        [daemon, "-c", str(tmp_path / "conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            for _ in range(200):
                if place.exists() or running.poll() is not None:
                    break
                time.sleep(0.05)
            asking = Scanner(Address.of(f"unix:{place}"), seconds=10)
            assert asking.scan(made.a_pdf()) == "clean"
            assert asking.scan(b"x" * 5000 + EICAR) == "infected"
        finally:
            running.terminate()
