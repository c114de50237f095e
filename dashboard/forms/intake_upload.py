"""What a person brings to an import: the file, its papers, and what the file itself does not say."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from casework.countries.pack import packs, programme
from dashboard.session import remember, remembered
from ui.labels import programme_label, region_label
from ui.text import gettext as _

LARGEST = 200
"""Megabytes of a file; a larger one is imported from the command line."""
TURN = "import.turn"
"""Counts imports: each begins with empty uploaders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way in; `documents` is a zip of papers, `given` holds for rows that do not say it."""

    name: str
    content: bytes
    documents: bytes | None
    mapping: str
    given: Mapping[str, str]


def upload_form(mappings: Mapping[str, str]) -> Upload | None:
    """Ask for the file and how to read it; None until there is a file. `mappings` are titles by name."""
    turn = remembered(TURN, 0)
    left, right = st.columns(2, gap="medium")
    with left:
        file = st.file_uploader(
            _("File of applications: CSV, XLSX, JSON Lines or a Kobo archive"),
            key=f"import.file.{turn}",
            max_upload_size=LARGEST,
        )
    with right:
        papers = st.file_uploader(
            _("Papers in a zip, if there are any"),
            type=["zip"],
            key=f"import.documents.{turn}",
            max_upload_size=LARGEST,
        )
    mapping, given = _reading(mappings)
    if file is None:
        return None
    return Upload(
        name=file.name,
        content=file.getvalue(),
        documents=papers.getvalue() if papers else None,
        mapping=mapping,
        given=given,
    )


def next_upload() -> None:
    """Empty the uploaders in the next run."""
    remember(TURN, remembered(TURN, 0) + 1)


def foreign_box() -> bool:
    """Whether rows of a foreign registry are taken without a national number; asked only where it matters."""
    return st.checkbox(
        _("Take these people in without a national number; the office will have to ask for it"),
        key="import.foreign",
    )


def _reading(mappings: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    how, which, where = st.columns(3, gap="medium")
    known = [code for pack in packs().values() for code in pack.programmes]
    with how:
        mapping = _choice(_("Mapping"), "import.mapping", {"": _("Found by the columns"), **mappings})
    as_said = {"": _("As the file says")}
    with which:
        programmes = as_said | {code: programme_label(code) for code in known}
        chosen = _choice(_("Programme, for rows that name none"), "import.programme", programmes)
    with where:
        regions = as_said | {code: region_label(code) for code in _regions(chosen)}
        region = _choice(_("Region, for rows that name none"), "import.region", regions)
    given = {"programme": chosen, "region": region}
    return mapping, {name: value for name, value in given.items() if value}


def _choice(label: str, key: str, words: Mapping[str, str]) -> str:
    """One of the codes, each worded; the first when nothing was chosen."""
    return st.selectbox(label, list(words), format_func=words.__getitem__, key=key) or ""


def _regions(chosen: str) -> list[str]:
    countries = [programme(chosen).country] if chosen else list(packs())
    return [code for country in countries for code in packs()[country].regions]
