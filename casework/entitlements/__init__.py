"""Entitlements: what an approval opens, what is paid, when it stops, and its periodic review."""
