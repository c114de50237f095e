"""The office of the page tests, for the routes around the pages."""

from tests.pages.conftest import furnished, office

__all__ = ["furnished", "office"]
