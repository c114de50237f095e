"""What it costs a decision to wait for the second disk."""

import statistics
import time
from collections.abc import Mapping
from typing import Final

from casework.actors import Staff
from operations.bench.office import fill
from operations.drills.cluster.parts import Parts
from operations.drills.load import claim_and_decide

ROUNDS: Final = 4


def cost_of_waiting(parts: Parts, clerk: Staff, decisions: int) -> Mapping[str, float]:
    """Milliseconds of a claim and a decision through the pooler, by turns with and without the replica.

    The median of so many of each; `decisions` must be a multiple of the rounds.
    """
    each = decisions // ROUNDS
    fill(parts.office.records, 2 * each * ROUNDS + 2)
    claim_and_decide(parts.office, clerk)
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(ROUNDS):
        for follows in (True, False):
            parts.wait_for_replica(follows=follows)
            time.sleep(0.3)
            took[follows] += [_milliseconds(parts, clerk) for _ in range(each)]
    parts.wait_for_replica(follows=True)
    claim_and_decide(parts.office, clerk)
    return {"on both disks": statistics.median(took[True]), "on one": statistics.median(took[False])}


def _milliseconds(parts: Parts, clerk: Staff) -> float:
    began = time.perf_counter()
    claim_and_decide(parts.office, clerk)
    return (time.perf_counter() - began) * 1000
