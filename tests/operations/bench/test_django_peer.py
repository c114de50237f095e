"""The peer is a working admin: its five clicks end on the pages they say, and the last one decides."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from data_access.records import Records
from data_access.tables import applications, decisions, journal
from operations.bench.django_peer.served import USERNAME, served_peer
from operations.bench.django_peer.walks import CLICKS, THEIRS, PeerWalk
from operations.bench.office import NOW, fill
from tests.databases import copied_postgres
from tests.seals import SEAL_KEY

pytestmark = [pytest.mark.postgres, pytest.mark.browser]


def test_five_clicks_at_the_peer_decide_a_case(
    postgres_url: str, migrated_database: str, chromium: Browser, tmp_path: Path
) -> None:
    with copied_postgres(postgres_url, migrated_database) as engine:
        fill(Records(engine, lambda: NOW, seal_key=SEAL_KEY), 60)
        with engine.connect() as connection:
            number = connection.execute(sa.select(applications.c.national_id).limit(1)).scalar_one()
        with served_peer(tmp_path, engine.url.render_as_string(hide_password=False)) as peer:
            context = chromium.new_context()
            clicked = dict(PeerWalk(context.new_page(), peer).round(number))
            context.close()
        of_case = applications.c.id == decisions.c.application_id
        asked = sa.select(applications.c.programme, applications.c.state, decisions.c.outcome, journal.c.kind)
        at_once = (journal.c.application_id == applications.c.id) & (journal.c.actor == USERNAME)
        with engine.connect() as connection:
            found = connection.execute(
                asked.select_from(applications).join(decisions, of_case).join(journal, at_once)
            )
            assert found.all() == [(THEIRS, "rejected", "reject", "decided")]
    assert tuple(clicked) == CLICKS
    assert all(took > 0 for took in clicked.values())
