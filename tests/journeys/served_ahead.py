"""Serves the desk as `operations serve` does, by a clock that runs as far ahead as a file says (seconds).

Its relay looks for what is due many times a second: by that clock, days pass between two looks anyway.

Only stories run this: what takes weeks happens while a browser waits.
"""

import os
import runpy
import sys
from datetime import UTC, datetime, timedelta
from functools import partialmethod
from importlib import import_module
from pathlib import Path

from dashboard import office
from operations import serve

LOOK_EVERY = 0.2


def main() -> None:
    file = Path(sys.argv[1])

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text(encoding="ascii")))

    def stay(_program: str, command: list[str], environment: dict[str, str]) -> None:
        os.environ.update(environment)
        sys.argv = command[2:]
        relay = import_module("dashboard.relay.relay").Relay
        relay.run = partialmethod(relay.run, every=LOOK_EVERY)
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)

    # Before anything else has taken the clock from there.
    office.now = now
    serve.os.execve = stay
    serve.serve_command(args=[], standalone_mode=False)


if __name__ == "__main__":
    main()
