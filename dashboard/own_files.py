"""Whose file it is: Streamlit serves uploads and media by their address alone, and knows no persons.

The door named the session to the websocket when it opened, so the websocket knows whose it is.
"""

import asyncio
from typing import Final

from streamlit import runtime

_PATIENCE: Final = 20
_BREATH: Final = 0.1


async def is_own(path: str, handle: str, header: str) -> bool:
    """Whether an upload or a media address belongs to the session of this name.

    Args:
        path: `/_stcore/upload_file/{session}/{file}` or `/media/{file}`.
        handle: the asker's session.
        header: under which name the door told websockets their session.
    """
    if not runtime.exists():
        return False
    if path.startswith("/media/"):
        return await _was_shown(path.removeprefix("/media/"), handle, header)
    parts = path.removeprefix("/_stcore/upload_file/").split("/")
    return len(parts) == len(("session", "file")) and _owner(parts[0], header) == handle


async def _was_shown(file: str, handle: str, header: str) -> bool:
    # A click asks for its file and runs the page anew, which forgets its files before it names them again.
    for _ in range(_PATIENCE):
        if handle in {_owner(session, header) for session in _shown_in(file)}:
            return True
        await asyncio.sleep(_BREATH)
    return False


def _shown_in(file: str) -> list[str]:
    """The Streamlit sessions whose pages show a media file now."""
    named = file.partition(".")[0]
    by_session = runtime.get_instance().media_file_mgr._files_by_session_and_coord  # noqa: SLF001 - no other way.
    return [
        session
        for session, files in list(by_session.items())
        if any(one.partition(".")[0] == named for one in list(files.values()))
    ]


def _owner(session: str, header: str) -> str | None:
    client = runtime.get_instance().get_client(session)
    if client is None:
        return None
    return dict(client.client_context.headers).get(header)
