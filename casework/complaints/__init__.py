"""Complaints and objections: what a citizen says against what was done, and what came of it."""
