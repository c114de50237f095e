"""Offices with a past, made once for all tests of this folder that only read from them.

They stand here because a fixture that several modules import is made once for each of them.
"""

from tests.data_access.archived import office
from tests.data_access.lived import lived

__all__ = ["lived", "office"]
