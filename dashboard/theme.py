"""The theme as Streamlit tells it to a browser, worked out once a process instead of at every run.

Each run begins with a message that bears the whole theme, and Streamlit 1.67 reads it from its options and
parses its fonts anew for it: more processor time than the rest of that message together. Options do not
change while an office is served (`.streamlit/config.toml`, `dashboard.tuning`).
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_READ: Final[Callable[[CustomThemeConfig, str], None]] = app_session._populate_theme_msg  # noqa: SLF001 - the one place that does this.


def read_theme_once() -> None:
    """Have every later run of this process begin with what the first one read; again, it changes nothing."""
    app_session._populate_theme_msg = _tell  # noqa: SLF001 - as above.


def _tell(msg: CustomThemeConfig, section: str = "theme") -> None:
    msg.MergeFrom(_of(section))


@cache
def _of(section: str) -> CustomThemeConfig:
    read = CustomThemeConfig()
    _READ(read, section)
    return read
