"""The office's tables as Django sees them; none is managed by it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from casework.applications.lifecycle import State
from casework.countries.pack import packs

PROGRAMMES = tuple(sorted(code for pack in packs().values() for code in pack.programmes))


def _same(words: Iterable[str]) -> list[tuple[str, str]]:
    # Choices spare the list's filters a SELECT DISTINCT over the whole table.
    return [(str(word), str(word)) for word in words]


class Staff(models.Model):
    """Who works here."""

    username = models.CharField(max_length=64, primary_key=True)
    name_ar = models.CharField(max_length=120)

    class Meta:  # noqa: D106 - Django's own.
        managed = False
        db_table = "staff"

    def __str__(self) -> str:
        return self.name_ar


class Application(models.Model):
    """An application."""

    reference = models.CharField(max_length=24, unique=True)
    programme = models.CharField(max_length=32, choices=_same(PROGRAMMES))
    region = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=_same(State))
    stage = models.CharField(max_length=16)
    version = models.IntegerField()
    assignee = models.ForeignKey(
        Staff, models.DO_NOTHING, db_column="assignee", null=True, db_constraint=False, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField()
    due_on = models.DateField()
    amber_on = models.DateField()
    name = models.CharField(max_length=300)
    name_norm = models.CharField(max_length=300)
    national_id = models.CharField(max_length=20, null=True)  # noqa: DJ001 - as the table is.
    facts = models.JSONField()

    class Meta:  # noqa: D106 - Django's own.
        managed = False
        db_table = "applications"

    def __str__(self) -> str:
        return self.reference


class Waiting(Application):
    """The applications that wait: the queue."""

    class Meta:  # noqa: D106 - Django's own.
        proxy = True
        verbose_name_plural = "Waiting"


class Paper(models.Model):
    """A paper of an application."""

    application = models.ForeignKey(Application, models.DO_NOTHING)
    kind = models.CharField(max_length=32)
    original_name = models.CharField(max_length=255)
    verdict = models.CharField(max_length=24, null=True)  # noqa: DJ001 - as the table is.
    note = models.TextField()
    judged_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - as the table is.

    class Meta:  # noqa: D106 - Django's own.
        managed = False
        db_table = "papers"

    def __str__(self) -> str:
        return self.kind


class Decision(models.Model):
    """A decision."""

    application = models.ForeignKey(Application, models.DO_NOTHING)
    outcome = models.CharField(max_length=24)
    note = models.TextField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    version = models.IntegerField()
    evidence = models.JSONField()
    words = models.TextField()

    class Meta:  # noqa: D106 - Django's own.
        managed = False
        db_table = "decisions"

    def __str__(self) -> str:
        return self.outcome


class Line(models.Model):
    """A line of the journal."""

    application = models.ForeignKey(Application, models.DO_NOTHING)
    version = models.IntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    actor_kind = models.CharField(max_length=8)
    actor = models.CharField(max_length=64)
    facts = models.JSONField()
    seal = models.CharField(max_length=64)

    class Meta:  # noqa: D106 - Django's own.
        managed = False
        db_table = "journal"

    def __str__(self) -> str:
        return self.kind
