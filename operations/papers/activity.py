"""Whether a PDF can do anything but be looked at. A paper has no business running, sending or carrying.

What only looks alarming is let through, because a refused paper is a family that waits: links to a web page,
forms that are filled in and signed, and the electronic invoice that a Saudi bill carries inside itself
(PDF/A-3: one file of XML, declared in the catalogue as the data or the source of what is seen).
"""

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

_ACTIONS: Final = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/SubmitForm": "sends_data",
    "/ImportData": "imports_data",
    "/GoToE": "embedded_file",
    "/Rendition": "plays_media",
    "/Movie": "plays_media",
    "/Sound": "plays_media",
    "/RichMediaExecute": "plays_media",
}
_ANNOTATIONS: Final = {
    "/FileAttachment": "embedded_file",
    "/RichMedia": "plays_media",
    "/Movie": "plays_media",
    "/Sound": "plays_media",
    "/3D": "plays_media",
}
_FILE_KEYS: Final = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_DATA_RELATIONS: Final = frozenset({"/Data", "/Source", "/Alternative", "/Supplement"})
_DATA_TYPES: Final = frozenset({"/text/xml", "/application/xml"})
_MOST_DECLARED: Final = 4
_DEEPEST: Final = 100
"""How deep dictionaries stand in one another before the file is called broken; honest ones stay under ten."""


class TooDeep(ValueError):  # noqa: N818 - it is a finding about a paper, not an error of ours.
    """Objects are nested further than anybody would look."""


def activity_of(pdf: pikepdf.Pdf) -> str | None:
    """Return what the PDF could do (`script`, `embedded_file`, ...), or None when it can only be looked at.

    Every object of the file is asked, reachable or not: what one reader cannot reach another may.

    Raises:
        TooDeep: something is nested so far that it was meant not to be found.
    """
    data = _declared_data(pdf)
    for thing in (pdf.trailer, *pdf.objects):
        if isinstance(thing, pikepdf.Object) and thing.is_indirect and thing.objgen in data:
            continue
        for dictionary in _dictionaries(thing, _DEEPEST):
            if found := _activity_of_one(dictionary):
                return found
    return None


def _activity_of_one(dictionary: Any) -> str | None:
    keys = set(dictionary.keys())
    for key, asked in _KEYS.items():
        if key in keys and (activity := asked(dictionary)):
            return activity
    return None


def _action(dictionary: Any) -> str | None:
    name = _name(dictionary, "/S")
    if name == "/URI":
        return "launch" if _leads_inside(dictionary.get("/URI")) else None
    if name in {"/GoToR", "/Thread"}:
        return "opens_file" if _is_far(dictionary.get("/F")) else None
    return _ACTIONS.get(name)


def _annotation(dictionary: Any) -> str | None:
    return _ANNOTATIONS.get(_name(dictionary, "/Subtype"))


def _script(dictionary: Any) -> str | None:
    """A script's own text; a font or a picture that happens to be called JS is none."""
    held = dictionary.get("/JS")
    drawn = isinstance(held, pikepdf.Stream) and "/Subtype" in held
    return "script" if isinstance(held, (pikepdf.String, pikepdf.Stream)) and not drawn else None


def _form(dictionary: Any) -> str | None:
    held = dictionary.get("/XFA")
    return "xfa_form" if isinstance(held, (pikepdf.Array, pikepdf.Stream, pikepdf.String)) else None


def _carried(dictionary: Any) -> str | None:
    held = dictionary.get("/EF")
    if not isinstance(held, pikepdf.Dictionary):
        return None
    return "embedded_file" if any(isinstance(held.get(key), pikepdf.Stream) for key in _FILE_KEYS) else None


def _carried_bytes(dictionary: Any) -> str | None:
    return "embedded_file" if _name(dictionary, "/Type") == "/EmbeddedFile" else None


def _media(_dictionary: Any) -> str:
    return "plays_media"


_KEYS: Final = {
    "/S": _action,
    "/Subtype": _annotation,
    "/JS": _script,
    "/XFA": _form,
    "/EF": _carried,
    "/Type": _carried_bytes,
    "/RichMediaContent": _media,
}


def _leads_inside(address: object) -> bool:
    """Whether a link leads to no web page or mailbox, but runs something or opens the reader's own file."""
    text = _text(address).strip().casefold()
    scheme = "".join(letter for letter in text.partition(":")[0] if letter.isprintable()).strip()
    return scheme in {"javascript", "vbscript", "data", "file", "smb", "ms-msdt", "shell"} or text.startswith(
        "\\\\"
    )


def _is_far(file: object) -> bool:
    """Whether a file to be opened lies on some server, which would learn who opens the paper."""
    named = file.get("/UF", file.get("/F")) if isinstance(file, pikepdf.Dictionary) else file
    text = _text(named).strip()
    return text.startswith(("\\\\", "//")) or "://" in text or text.casefold().startswith("javascript:")


def _text(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.String) else ""


def _declared_data(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The objects of XML data that the catalogue declares as belonging to the paper (PDF/A-3)."""
    held = pdf.Root.get("/AF")
    declared = list(held) if isinstance(held, pikepdf.Array) else []  # type: ignore[call-overload]
    found: set[tuple[int, int]] = set()
    for one in declared[:_MOST_DECLARED]:
        streams = _data_streams(one)
        if streams and one.is_indirect:
            found |= {one.objgen, *(stream.objgen for stream in streams)}
    return found


def _data_streams(declared: Any) -> list[Any]:
    """The streams of a file declared as data, or none when it is anything else besides."""
    if not isinstance(declared, pikepdf.Dictionary):
        return []
    held = declared.get("/EF")
    if _name(declared, "/AFRelationship") not in _DATA_RELATIONS or not isinstance(held, pikepdf.Dictionary):
        return []
    streams = list(held.values())
    return streams if all(_is_xml(one) for one in streams) else []


def _is_xml(stream: Any) -> bool:
    if not isinstance(stream, pikepdf.Stream) or _name(stream, "/Subtype") not in _DATA_TYPES:
        return False
    return stream.read_bytes()[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _name(dictionary: Any, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _dictionaries(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    """The thing and what is written inside it; what it points to is visited in its own turn."""
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
    for child in _children(thing):
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            if depth == 0:
                raise TooDeep
            yield from _dictionaries(child, depth - 1)


def _children(thing: object) -> list[Any]:
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return [value for _, value in thing.items()]
    return list(thing) if isinstance(thing, pikepdf.Array) else []  # type: ignore[call-overload]
