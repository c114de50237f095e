"""What the memory says when it cannot remember or recall."""


class StorageError(Exception):
    """The store did not answer as it must: a disk, a database, a lost file. The person may try again."""


class SealKeyMissing(Exception):  # noqa: N818 - named by the fact, like a Refusal.
    """A journal is to be sealed, and the key that does it was not given."""
