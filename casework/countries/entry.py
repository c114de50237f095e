"""One table of a pack, read so that nothing in it is passed over."""

from typing import Any, TypeAlias

from casework.words import Words

Table: TypeAlias = dict[str, Any]


class BadPack(ValueError):  # noqa: N818 - it names the fact.
    """A pack's data cannot be what it should be; `where` is the path in the file, `what` the trouble."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class Entry:
    """One table of a pack, read key by key; keys nobody asked for are an error."""

    def __init__(self, where: str, table: Table) -> None:
        self.where = where
        self._left = dict(table)

    def take(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        return self._left.pop(key, default)

    def must(self, key: str) -> Any:
        """The value of a key that has to be there."""
        if key not in self._left:
            raise BadPack(self.where, f"has no {key}")
        return self._left.pop(key)

    def words(self, key: str) -> Words:
        """The words of a key that has to be there, in both languages."""
        return read_words(f"{self.where}.{key}", self.must(key))

    def words_or_none(self, key: str) -> Words | None:
        """The words of a key, if it is there."""
        given = self.take(key)
        return None if given is None else read_words(f"{self.where}.{key}", given)

    def list_of_words(self, key: str) -> tuple[Words, ...]:
        """A list of words, empty if the key is not there."""
        return tuple(read_words(f"{self.where}.{key}", item) for item in self.take(key, []))

    def close(self) -> None:
        """Refuse what is left."""
        if self._left:
            raise BadPack(self.where, f"does not know {', '.join(sorted(self._left))}")


def read_words(where: str, given: Table) -> Words:
    """Words with nothing empty in either language."""
    entry = Entry(where, given)
    words = Words(ar=entry.must("ar"), en=entry.must("en"))
    entry.close()
    if not (words.ar.strip() and words.en.strip()):
        raise BadPack(where, "is empty in one language")
    return words
