"""What a file is, told by its first bytes. Its name and the sender's word for it are not asked."""

from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
TIFF: Final = "image/tiff"
HEIC: Final = "image/heic"
UNKNOWN: Final = "application/octet-stream"

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)
_BLANK: Final = b"\xef\xbb\xbf \t\r\n\x00"
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_NOT_PDF: Final = (
    *(
        b"PK",
        b"MZ",
        b"\x7fELF",
        b"GIF8",
        b"RIFF",
        b"<",
        b"#!",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
        b"{\\rtf",
    ),
    *(b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"BZh", b"\xfd7zXZ", b"\x00asm"),
)
"""A file that begins like one of these and says %PDF- later is meant to be two things at once."""


def media_type_of(head: bytes) -> str:
    """Return the media type of a file from its first 1,024 bytes, `UNKNOWN` when it is none we take."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[4:8] == b"ftyp" and _brands(head) & _HEIC_BRANDS and b"avif" not in _brands(head):
        return HEIC
    if b"%PDF-" in head[:1024] and not head.lstrip(_BLANK).startswith(_NOT_PDF):
        return PDF
    return UNKNOWN


def _brands(head: bytes) -> set[bytes]:
    """The brands a box file names: the major one, then the compatible ones."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
