"""The relay: takes what is due, words it once, sends it, and writes down what became of it.

At least once: the lease is taken, the message leaves, then it is marked. Whoever kills a relay between the
last two steps makes the message leave again, with the same id and the same words.
"""

import os
import random
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Final, cast
from uuid import UUID, uuid4

import structlog

from casework.actors import System
from casework.messages import (
    GIVE_UP_AFTER,
    Channel,
    DueMessage,
    Failure,
    MessageAction,
    Wording,
    back_off,
)
from casework.use_cases.relay import EndTurn, FixWords, LeaseDue, Mark, end_turn, fix_words, lease_due, mark
from dashboard.relay.sending import Answer, Sent, Way
from data_access.errors import StorageError
from data_access.records import Records
from ui.text import Language
from ui.wording import worded

BATCH: Final = 20
LEASE: Final = timedelta(minutes=5)
LOOK_EVERY: Final = 5.0
# What is left of a lease when a message may still be handed over: longer than the patience with any server.
_ENOUGH: Final = timedelta(seconds=60)
_SYSTEM: Final = System()
_log = structlog.get_logger("mizan.relay")


def a_name() -> str:
    """A name no other relay has, here or elsewhere."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:12]}"


@dataclass
class Relay:
    """One relay. ``ways`` has the channels that are configured; what travels otherwise is kept."""

    records: Records
    ways: Mapping[Channel, Way]
    give_up_after: timedelta = GIVE_UP_AFTER
    batch: int = BATCH
    lease: timedelta = LEASE
    owner: str = field(default_factory=a_name)
    chance: random.Random = field(default_factory=random.SystemRandom)
    word: Callable[..., Wording] = worded

    def run(self, stop: Event, every: float = LOOK_EVERY) -> None:
        """Send what is due and look again, until told to stop; records that do not answer are waited for."""
        while not stop.is_set():
            try:
                self.once(stop)
            except StorageError:
                _log.exception("relay waits", effect="tried again at the next look")
            stop.wait(every)

    def once(self, stop: Event | None = None) -> Counter[str]:
        """Send everything that is due now; returns how many messages came to which end."""
        done: Counter[str] = Counter()
        try:
            while not (stop and stop.is_set()):
                leased = self._lease()
                if not leased:
                    break
                done += self._batch(leased, stop)
        finally:
            for way in self.ways.values():
                way.close()
        self._act(end_turn, EndTurn(owner=self.owner))
        if done:
            _log.info("relayed", **done)
        return done

    def _lease(self) -> Sequence[DueMessage]:
        command = LeaseDue(owner=self.owner, limit=self.batch, lease=self.lease)
        return self._act(lease_due, command)

    def _batch(self, leased: Sequence[DueMessage], stop: Event | None) -> Counter[str]:
        done: Counter[str] = Counter()
        words = self._words(leased)
        for message in leased:
            if (stop and stop.is_set()) or self._too_late(message):
                break
            made = self._mark_of(message, words.get(message.id))
            kept = self._act(mark, made)
            done[made.action if kept else "lost"] += 1
        return done

    def _too_late(self, message: DueMessage) -> bool:
        return message.leased_until - self.records.clock() < min(_ENOUGH, self.lease / 5)

    def _words(self, leased: Sequence[DueMessage]) -> Mapping[UUID, Wording]:
        """What each message says, on record before the first of them leaves."""
        said = {one.id: one.wording for one in leased if one.wording is not None}
        fresh = {one.id: made for one in leased if one.wording is None and (made := self._word(one))}
        return said | dict(self._act(fix_words, FixWords(wordings=fresh))) if fresh else said

    def _word(self, message: DueMessage) -> Wording | None:
        spoken = cast("Language", message.language)
        try:
            return self.word(message.key, message.facts, message.channel, spoken, self.records.clock())
        except (KeyError, ValueError, TypeError, ArithmeticError):
            # The facts of one message must not keep the others from leaving; a supervisor sees this one.
            _log.exception("not worded", message=str(message.id))
            return None

    def _mark_of(self, message: DueMessage, wording: Wording | None) -> Mark:
        if wording is None:
            return self._given_up(message, Failure.NOT_WORDED)
        if not message.address:
            return self._given_up(message, Failure.NO_ADDRESS)
        way = self.ways.get(message.channel)
        if way is None:
            return Mark(message=message.id, owner=self.owner, action=MessageAction.KEEP)
        return self._answered(message, way.send(message, wording))

    def _answered(self, message: DueMessage, sent: Sent) -> Mark:
        if sent.answer is Answer.TAKEN:
            return Mark(message=message.id, owner=self.owner, action=MessageAction.SEND, answer=sent.code)
        if sent.answer is Answer.NEVER:
            return self._given_up(message, Failure.REFUSED, sent.code)
        now = self.records.clock()
        wait = sent.wait or back_off(message.attempts, self.chance.random())
        if now + wait - message.first_tried_at > self.give_up_after:
            return self._given_up(message, Failure.NO_ANSWER, sent.code)
        return Mark(
            message=message.id,
            owner=self.owner,
            action=MessageAction.PUT_OFF,
            answer=sent.code,
            due_at=now + wait,
        )

    def _given_up(self, message: DueMessage, failure: Failure, code: str = "") -> Mark:
        return Mark(
            message=message.id, owner=self.owner, action=MessageAction.GIVE_UP, failure=failure, answer=code
        )

    def _act(self, use_case, command):  # noqa: ANN001, ANN202 - exactly what the records take and give.
        return self.records.act(use_case, command, by=_SYSTEM)
