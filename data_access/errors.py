"""What the memory says when it cannot remember or recall."""


class StorageError(Exception):
    """The store did not answer as it must: a disk, a database, a lost file. The person may try again."""
