"""The websocket of a reader without a browser, in the clear or through TLS."""

import ssl
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


def way_to_desk(
    address: str,
    *,
    session_id: str,
    origin: str,
    headers: Mapping[str, str],
    authority: Path | None,
    patience: float,
) -> AbstractContextManager[ClientConnection]:
    """Open the desk's one websocket, for a Streamlit session that was there before or for a new one.

    `authority` is the certificate of who vouches for an https address; `patience` is in seconds.
    """
    parts = urlsplit(address)
    trusted = ssl.create_default_context(cafile=authority) if parts.scheme == "https" else None
    spoken = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([session_id] if session_id else [])]
    return connect(
        f"{'wss' if trusted else 'ws'}://{parts.netloc}/_stcore/stream",
        ssl=trusted,
        subprotocols=[Subprotocol(one) for one in spoken],
        origin=Origin(origin),
        additional_headers=headers,
        max_size=None,
        compression=None,
        proxy=None,
        open_timeout=patience,
        # The desk itself asks whether its readers are there; each asking here would be one more thread.
        ping_interval=None,
        legacy=True,
    )
