"""What a person brings to an import: the file, its papers, and what the file itself does not say."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from casework.countries.pack import packs, programme
from dashboard.session import remember, remembered
from ui.labels import programme_label, region_label
from ui.text import gettext as _

TURN = "import.turn"
"""Counts imports: each begins with empty uploaders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way in; `documents` is a zip of papers, `given` what holds for rows that do not say it."""

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
            _("File of applications: CSV, XLSX, JSON Lines or a Kobo archive"), key=f"import.file.{turn}"
        )
    with right:
        papers = st.file_uploader(
            _("Papers in a zip, if there are any"), type=["zip"], key=f"import.documents.{turn}"
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
    mapping = how.selectbox(
        _("Mapping"),
        ["", *mappings],
        format_func=lambda name: mappings.get(name) or _("Found by the columns"),
        key="import.mapping",
    )
    chosen = which.selectbox(
        _("Programme, for rows that name none"),
        ["", *known],
        format_func=lambda code: programme_label(code) if code else _("As the file says"),
        key="import.programme",
    )
    regions = _regions(chosen)
    region = where.selectbox(
        _("Region, for rows that name none"),
        ["", *regions],
        format_func=lambda code: region_label(code) if code else _("As the file says"),
        key="import.region",
    )
    given = {"programme": chosen, "region": region}
    return mapping, {name: value for name, value in given.items() if value}


def _regions(chosen: str) -> list[str]:
    countries = [programme(chosen).country] if chosen else list(packs())
    return [code for country in countries for code in packs()[country].regions]
