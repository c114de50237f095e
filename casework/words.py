"""The same sentence in the two languages of the office."""

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("ar", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """One name or sentence in Arabic and English; neither is empty."""

    ar: str
    en: str

    def in_(self, language: str) -> str:
        """The words in `language` ("ar" or "en"); any other language is a KeyError."""
        return {"ar": self.ar, "en": self.en}[language]
