"""The admin over the office's tables, tuned: no counting of everything, lists and searches by index."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from casework.applications.lifecycle import STAGE_OF, Outcome, State
from casework.people.digits import only_digits
from casework.people.names import normalise
from operations.bench.django_peer.models import Application, Decision, Line, Paper, Waiting

PAGE: Final = 50
COUNTED_TO: Final = 1_000
_NAMED: Final = "to_tsvector('simple'::regconfig, name_norm) @@ plainto_tsquery('simple', %s)"
_OUTCOMES: Final = {State.APPROVED: Outcome.APPROVE, State.REJECTED: Outcome.REJECT}


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than a reader turns."""

    @cached_property
    def count(self) -> int:
        """How many there are, as far as it is counted."""
        return len(self.object_list.order_by().values_list("pk")[: COUNTED_TO + 1])


class _Shown(admin.TabularInline):  # type: ignore[type-arg]
    """Rows beside an application that are read there and not changed."""

    extra = 0
    can_delete = False

    def has_add_permission(self, *_: Any) -> bool:
        """None is added here."""
        return False

    def has_change_permission(self, *_: Any) -> bool:
        """None is changed here."""
        return False


class Papers(_Shown):
    """Its papers."""

    model = Paper
    fields = ("kind", "original_name", "verdict", "note", "judged_by")


class Decisions(_Shown):
    """Its decisions."""

    model = Decision
    fields = ("outcome", "note", "by", "at")


class Journal(_Shown):
    """What happened to it."""

    model = Line
    fields = ("at", "kind", "actor", "facts")
    ordering = ("id",)


@admin.register(Application)
class Applications(admin.ModelAdmin):  # type: ignore[type-arg]
    """All applications, the newest first: searched, opened, decided by a change of their state."""

    list_display = (
        *("reference", "name", "programme", "region", "state", "due_on", "amber_on"),
        *("submitted_at", "assignee"),
    )
    list_select_related = ("assignee",)
    list_filter = ("programme", "state")
    list_per_page = PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    search_fields = ("national_id__exact",)
    ordering = ("-id",)
    sortable_by = ()
    actions = None
    inlines = (Papers, Decisions, Journal)
    readonly_fields = (
        *("reference", "programme", "region", "name", "national_id", "stage", "assignee"),
        *("submitted_at", "due_on", "amber_on", "facts"),
    )
    fields = ("state", *readonly_fields)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By national number where it is one, else by words of the name; each by its index."""
        # A list needs none of these.
        listed = queryset.defer("facts", "name_norm")
        if only_digits(search_term).isdecimal() or not search_term:
            return super().get_search_results(request, listed, only_digits(search_term))
        return listed.extra(where=[_NAMED], params=[normalise(search_term)]), False  # noqa: S610 - as a parameter.

    def save_model(self, request: HttpRequest, obj: Any, *_: Any) -> None:
        """Record the decision and its line with the new state; the admin's view makes it one transaction."""
        at, by = timezone.now(), request.user.get_username()
        obj.version += 1
        obj.stage = STAGE_OF[State(obj.state)]
        obj.assignee, obj.claimed_at = None, None
        obj.save(update_fields=("state", "stage", "version", "assignee", "claimed_at"))
        if outcome := _OUTCOMES.get(obj.state):
            made = {"application": obj, "outcome": outcome, "version": obj.version, "by": by, "at": at}
            Decision.objects.create(**made, note="", evidence={}, words="")
            line = {"application": obj, "version": obj.version, "at": at, "actor_kind": "staff", "actor": by}
            Line.objects.create(**line, kind="decided", facts={"outcome": outcome}, seal="0" * 64)


@admin.register(Waiting)
class Queue(Applications):
    """Those that wait, the most urgent first: a range of the queue's index."""

    ordering = ("due_on", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What waits."""
        return super().get_queryset(request).filter(stage="waiting")
