"""What keeps one forgotten statement from slowing the desk: sent by the desk itself, or kept at its role.

A pooler that lends a server connection for a transaction passes no start-up options on. Behind one the limits
stand at the role that the desk works as, and every connection of that role begins with them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import Connection, Engine

from data_access.engine import LIMITS, for_reading, storage_errors


def keep_limits(engine: Engine) -> Mapping[str, str]:
    """Write the limits to the role that is connected; every connection it opens from now on has them.

    Any role may do this to itself. A pooler's server connections from before begin anew with `RECONNECT`.

    Raises:
        LookupError: the database knows no roles.
        StorageError: the database did not answer.
    """
    if engine.dialect.name != "postgresql":
        raise LookupError("only PostgreSQL knows roles")
    with storage_errors(), engine.begin() as connection:
        for name, value in LIMITS.items():
            connection.exec_driver_sql(f"ALTER ROLE CURRENT_USER SET {name} = '{value}'")
    return LIMITS


def limits_that_do_not_hold(engine: Engine) -> Mapping[str, str]:
    """Limits that a statement of the desk would not meet, and what stands there instead.

    Raises:
        StorageError: the database did not answer.
    """
    if engine.dialect.name != "postgresql":
        return {}
    with storage_errors(), for_reading(engine).connect() as connection:
        return {name: found for name, found in _found(connection).items() if found != LIMITS[name]}


def _found(connection: Connection) -> dict[str, str]:
    return {
        name: str(connection.exec_driver_sql(f"SELECT current_setting('{name}')").scalar_one())
        for name in LIMITS
    }
