"""Offices with a past, made once for all tests of this folder that only read from them.

They stand here because a fixture that several modules import is made once for each of them.
"""

from tests.data_access.archived import office, office_at_work
from tests.data_access.lived import lived, past

__all__ = ["lived", "office", "office_at_work", "past"]
