"""The child that opens papers: whatever it does, the parent goes on and the next paper is examined."""

import os
import signal
import subprocess
import sys
import time

import pytest

from operations.papers import Examiner, Limits, examiner
from tests.operations import papers_made as made

# Long enough for a busy machine to tell nonsense from slowness.
QUICK = Limits(seconds=3.0, cpu_seconds=5)
# For a child that has begun already and will not answer anyway.
SHORT = Limits(seconds=1.0, cpu_seconds=5)


@pytest.fixture
def wild(monkeypatch):
    """An examiner whose children do something else with a paper that says so, by replacing `scrutinise`."""

    def start(deed):
        code = (
            "import os, sys, time, signal\n"
            "from operations.papers import child\n"
            "honest = child.scrutinise\n"
            "def wild(content, limits):\n"
            f"    if content.endswith(b'wild'):\n        {deed}\n"
            "    return honest(content, limits)\n"
            "child.scrutinise = wild\n"
            "child.main()\n"
        )

        def started():
            return subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
                cwd=examiner._ROOT,
            )

        monkeypatch.setattr(examiner, "_started", started)
        return Examiner(QUICK, workers=1)

    return start


@pytest.mark.parametrize(
    ("deed", "limits", "stopped"),
    [
        ("time.sleep(60)", SHORT, {"died", "time"}),
        ("signal.signal(signal.SIGALRM, signal.SIG_IGN); time.sleep(60)", SHORT, {"time"}),
        ("os.kill(os.getppid(), signal.SIGSTOP); time.sleep(60)", SHORT, {"died", "time"}),
        ("bytearray(4_000_000_000)", QUICK, {"memory"}),
        ("os.abort()", QUICK, {"died"}),
        ("os._exit(0)", SHORT, {"time"}),
        ("print('nonsense', flush=True)", QUICK, {"nonsense"}),
        ("""print('{"page_images": [99999999999]}', flush=True)""", QUICK, {"nonsense"}),
        ("os.write(1, b'x' * 3_000_000)", QUICK, {"nonsense"}),
        ("raise KeyError('surprise')", QUICK, {"KeyError"}),
    ],
    ids=[
        "hangs",
        "deaf",
        "stops us",
        "eats memory",
        "aborts",
        "silent",
        "lies",
        "boasts",
        "floods",
        "trips",
    ],
)
def test_a_child_gone_wild_costs_one_paper_and_no_more(wild, deed, limits, stopped):
    paper = made.a_pdf()
    with wild(deed) as watched:
        assert watched.examine(paper).fault is None
        watched.limits = limits
        begun = time.monotonic()
        examined = watched.examine(paper + b"wild")
        assert examined.fault == "broken"
        assert examined.measures["stopped"] in stopped
        assert time.monotonic() - begun < 10
        watched.limits = QUICK
        assert watched.examine(paper).fault is None


def test_a_child_cannot_write_to_the_disk(wild, tmp_path):
    stain = tmp_path / "stain"
    with wild(f"open({str(stain)!r}, 'w', buffering=1).write('x\\n')") as watched:
        assert watched.examine(made.a_pdf() + b"wild").measures["stopped"] == "OSError"
    assert not stain.exists() or stain.read_bytes() == b""


def test_an_endless_computation_is_stopped_by_the_processor_time_it_took(wild):
    with wild("exec('while True: pass')") as watched:
        watched.limits = Limits(seconds=60.0, cpu_seconds=1)
        assert watched.examine(made.a_pdf() + b"wild").fault == "broken"


def test_a_child_killed_between_two_papers_is_replaced():
    with Examiner(workers=1) as steady:
        assert steady.examine(made.a_pdf()).fault is None
        child = steady._idle.queue[0]._process
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert steady.examine(made.a_pdf()).fault is None


def test_papers_do_not_meet_in_one_process(wild):
    """What one paper changes in its examiner is gone when the next one comes."""
    with wild("child.scrutinise = None; raise KeyError") as watched:
        assert watched.examine(made.a_pdf() + b"wild").fault == "broken"
        assert watched.examine(made.a_pdf()).fault is None


def test_closing_leaves_no_process_behind():
    steady = Examiner(workers=1)
    steady.examine(made.a_pdf())
    child = steady._idle.queue[0]._process
    steady.close()
    assert child.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


def test_the_child_sees_nothing_of_our_settings(monkeypatch):
    monkeypatch.setenv("MIZAN_SECRET", "do not tell")
    with Examiner(workers=1) as steady:
        steady.examine(made.a_pdf())
        child = steady._idle.queue[0]._process
        with open(f"/proc/{child.pid}/environ", "rb") as environment:  # noqa: PTH123
            assert b"do not tell" not in environment.read()
