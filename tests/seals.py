"""The key that seals the journals of all tests; no office uses it."""

from operations.throwaway import SEAL_KEY, SEAL_SECRET

__all__ = ["SEAL_KEY", "SEAL_SECRET"]
