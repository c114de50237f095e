"""How Streamlit must be set up for the desk to be quick, and for nothing technical to be shown or open."""

from collections.abc import Mapping
from typing import Final

MUST_BE: Final[Mapping[str, object]] = {
    "runner.postScriptGC": False,
    "server.fileWatcherType": "none",
    "server.enableAgentApi": False,
    "browser.gatherUsageStats": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.baseUrlPath": "",
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,
    "server.maxUploadSize": 10,
    "server.maxMessageSize": 32,
    "server.maxWidgetStateSize": 4,
    "logger.enableRich": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "global.developmentMode": False,
}
"""Option by option, as `.streamlit/config.toml` says; the server does not start where one differs."""

AS_DELIVERED: Final = frozenset(
    {
        "server.enableXsrfProtection",
        "server.enableCORS",
        "server.baseUrlPath",
        "server.enableStaticServing",
        "server.scriptHealthCheckEnabled",
        "global.developmentMode",
    }
)
"""Those that Streamlit has so by itself, and that the file need not name."""
