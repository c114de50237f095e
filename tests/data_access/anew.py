"""A database made anew: its records take no DELETE, so nothing else empties it."""

from pathlib import Path

from sqlalchemy.engine import Engine

from data_access.migrate import migrate


def made_anew(engine: Engine, *, to: str = "head") -> None:
    """Throw everything away and make the tables of a release, the newest unless another is named."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    else:
        engine.dispose()
        for name in ("", "-wal", "-shm"):
            Path(f"{engine.url.database}{name}").unlink(missing_ok=True)
    migrate(engine, to=to)
