"""Whether a PDF can do anything but be looked at. A paper has no business running, sending or carrying."""

from collections.abc import Iterator
from typing import Final

import pikepdf

_ACTIONS: Final = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "sends_data",
    "/ImportData": "imports_data",
    "/GoToE": "embedded_file",
    "/Rendition": "plays_media",
    "/RichMediaExecute": "plays_media",
}
_KEYS: Final = {
    "/JS": "script",
    "/XFA": "xfa_form",
    "/EF": "embedded_file",
    "/EmbeddedFiles": "embedded_file",
    "/RichMediaContent": "plays_media",
}
_TYPES: Final = {"/EmbeddedFile": "embedded_file"}
_ANNOTATIONS: Final = {
    "/FileAttachment": "embedded_file",
    "/RichMedia": "plays_media",
    "/Movie": "plays_media",
    "/Sound": "plays_media",
}
_NAMED: Final = (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _ANNOTATIONS))
_DEEPEST: Final = 12


def activity_of(pdf: pikepdf.Pdf) -> str | None:
    """Return what the PDF could do (`script`, `embedded_file`, ...), or None when it can only be looked at.

    Every object of the file is asked, reachable or not: what one reader cannot reach another may.
    """
    for thing in (pdf.trailer, *pdf.objects):
        for dictionary in _dictionaries(thing, _DEEPEST):
            if found := _activity_of_one(dictionary):
                return found
    return None


def _activity_of_one(dictionary: pikepdf.Object) -> str | None:
    keys = set(dictionary.keys())
    for key, activity in _KEYS.items():
        if key in keys:
            return activity
    for key, names in _NAMED:
        if key in keys and (activity := names.get(_name(dictionary, key))):
            return activity
    return None


def _name(dictionary: pikepdf.Object, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _dictionaries(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    """The thing and what is written inside it; what it points to is visited in its own turn."""
    if depth == 0 or not isinstance(thing, pikepdf.Object):
        return
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        children = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth - 1)
