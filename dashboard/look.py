"""The product's mark, drawn here: a picture from elsewhere would be a request to elsewhere."""

from base64 import b64encode
from html import escape
from typing import Final

from ui.text import gettext as _
from ui.text import language

_SCALES: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0f5f63" '
    'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" role="img" aria-label="Mizan">'
    '<path d="M16 5v21M10 27h12M5 9h22M16 5.2a.4.4 0 1 0 0-.4M7.5 9 3.5 18h8ZM24.5 9l-4 9h8Z"/>'
    '<path d="M3.5 18a4 3.6 0 0 0 8 0ZM20.5 18a4 3.6 0 0 0 8 0Z" fill="#0f5f63"/></svg>'
)
ICON: Final = "data:image/svg+xml;base64," + b64encode(_SCALES.encode()).decode()


def logo() -> str:
    """The mark with the product's name, as the top bar shows it."""
    name = _("Mizan")
    shape = _SCALES.split(">", 1)[1].removesuffix("</svg>")
    at, anchor = (70, "end") if language() == "ar" else (36, "start")
    moved = ' transform="translate(74 0)"' if language() == "ar" else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 106 32" width="106" height="32">'
        f'<g fill="none" stroke="#0f5f63" stroke-width="2.2" stroke-linejoin="round"{moved}>{shape}</g>'
        f'<text x="{at}" y="23" text-anchor="{anchor}" font-size="20" font-weight="600" fill="#0f5f63" '
        f'font-family="IBM Plex Sans Arabic, sans-serif">{escape(name)}</text></svg>'
    )


def other_language() -> str:
    """A link to this same page in the other language, named in that language."""
    code, name = ("en", "English") if language() == "ar" else ("ar", "العربية")
    return f'<a class="mizan-language" href="/language/{code}" target="_self" lang="{code}">{name}</a>'
