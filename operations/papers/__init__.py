"""Examining papers: what they are, whether they can be shown, and the pictures that are shown."""

from operations.papers.examined import FAULTS, Examined, Limits
from operations.papers.examiner import ExaminationError, Examiner, examine, shared_examiner

__all__ = ["FAULTS", "ExaminationError", "Examined", "Examiner", "Limits", "examine", "shared_examiner"]
