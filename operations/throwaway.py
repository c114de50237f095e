"""What seals records that nobody keeps: those of measurements and drills."""

from typing import Final

SEAL_SECRET: Final = "for-throw-away-records-only-0123456789-abcdef"  # noqa: S105 - of no office.
SEAL_KEY: Final = SEAL_SECRET.encode()
