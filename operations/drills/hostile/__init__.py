"""Hostile and merely odd papers, all generated here: what each is, and what a clerk expects of it."""

from operations.drills.hostile.corpus import corpus
from operations.drills.hostile.sample import Sample

__all__ = ["Sample", "corpus"]
