"""Papers that waited for their check, written as what they turned out to be."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from casework.applications.application import Application
from casework.applications.events import EventKind
from data_access.tables import files, papers


def write_checked(connection: Connection, application: Application) -> None:
    """Write the papers that were checked in this act. Bytes that may not stay lose their row."""
    checked = {event.facts["paper"] for event in application.events if event.kind is EventKind.PAPER_CHECKED}
    for paper in (one for one in application.papers if one.id in checked):
        mine = papers.c.id == paper.id
        before = connection.execute(sa.select(papers.c.sha256).where(mine)).scalar_one()
        found = {"fault": paper.fault, "media_type": paper.media_type}
        connection.execute(sa.update(papers).where(mine).values(**found, sha256=paper.sha256))
        the_file = files.c.sha256 == before
        if paper.sha256 is None:
            unused = ~sa.exists().where(papers.c.sha256 == before)
            connection.execute(sa.delete(files).where(the_file, unused))
        else:
            sizes = [list(size) for size in paper.page_sizes]
            what = {"media_type": paper.media_type, "pages": paper.pages, "page_sizes": sizes}
            connection.execute(sa.update(files).where(the_file).values(**what))
