"""The refusals of periodic review that are its own."""

from __future__ import annotations

from dataclasses import dataclass

from casework.entitlements.lifecycle import Finding
from casework.errors import Refusal


@dataclass(kw_only=True, eq=False)
class FindingStands(Refusal):
    """The rules find against what was to be confirmed; ``reasons`` are the codes of the rules that fail."""

    finding: Finding
    reasons: tuple[str, ...]
