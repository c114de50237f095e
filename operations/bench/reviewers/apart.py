"""A load in a process of its own, so that it takes nothing from the server or from whoever started it.

`python -m operations.bench.reviewers.apart` reads a plan as JSON and writes what it saw as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from dashboard.settings import ROOT
from operations.bench.reviewers.browser import Person
from operations.bench.reviewers.record import Load
from operations.bench.reviewers.run import Plan, run_load


def run_apart(plan: Plan) -> Load:
    """Run a load in another process and wait for its end.

    Raises:
        RuntimeError: it broke; what it wrote stands above.
    """
    with started(plan) as process:
        return finished(process)


def started(plan: Plan) -> subprocess.Popen[str]:
    """A load on its way, for whoever does something to the desk meanwhile; `finished` waits for it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "operations.bench.reviewers.apart"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps(asdict(plan)))
        process.stdin.close()
        process.stdin = None
    return process


def finished(process: subprocess.Popen[str]) -> Load:
    """What a load saw, once it has ended.

    Raises:
        RuntimeError: it broke; what it wrote stands above.
    """
    told, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the load ended with {process.returncode}")
    return Load.of(json.loads(told))


def main() -> None:
    """Read a plan, run it, tell what was seen."""
    told: dict[str, Any] = json.load(sys.stdin)
    plan = Plan(**{**told, "people": [Person(**one) for one in told["people"]]})
    with asyncio.Runner(loop_factory=_loop()) as runner:
        load = runner.run(run_load(plan, lambda line: print(line, file=sys.stderr)))
    json.dump(load.told(), sys.stdout)


def _loop() -> Any:
    """The loop the server runs on too, where it is installed: the load must not be the slower of the two."""
    try:
        import uvloop  # noqa: PLC0415 - comes with streamlit, not on every machine.
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    main()
