"""A whole national office on one machine, of real parts started from the files in `deploy/`."""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from data_access.bucket import Bucket
from data_access.documents import DocumentStore
from data_access.engine import for_reading, make_engine
from data_access.limits import keep_limits, limits_that_do_not_hold
from data_access.migrate import grant_desk, migrate
from operations.bench.cluster import Cluster, throwaway_cluster, throwaway_replica
from operations.bench.loopback import HOST, free_port
from operations.bench.object_store import throwaway_bucket
from operations.bench.pooler import PASSWORD, ROLE, Pooler, throwaway_pooler
from operations.configure import filled
from operations.drills.cluster.desks import Desk
from operations.drills.cluster.front import Front, front
from operations.drills.offices import DrillOffice
from operations.drills.served_desk import SECRET
from operations.throwaway import SEAL_KEY, SEAL_SECRET

DESKS: Final = 2
# The servers' own administrator; an office has nobody who needs no password.
_ADMINISTRATOR: Final = "host all mizan 127.0.0.1/32 trust\nhost replication mizan 127.0.0.1/32 trust\n"


@dataclass(kw_only=True)
class Parts:
    """Everything that runs; `office` works on the same records through the pooler, `owner` past it."""

    home: Path
    primary: Cluster
    replica: Cluster
    pooler: Pooler
    bucket: Bucket
    desks: list[Desk]
    front: Front
    office: DrillOffice

    def owner(self, server: Cluster, statement: str) -> list[Any]:
        """A statement of a server's administrator, outside a transaction; its rows."""
        engine = make_engine(server.url)
        try:
            with for_reading(engine).connect() as connection:
                found = connection.exec_driver_sql(statement)
                return list(found.fetchall()) if found.returns_rows else []
        finally:
            engine.dispose()

    def wait_for_replica(self, *, follows: bool) -> None:
        """Have acts answered when they are on both disks, or on the primary's alone."""
        names = "RESET synchronous_standby_names" if follows else "SET synchronous_standby_names = ''"
        self.owner(self.primary, f"ALTER SYSTEM {names}")
        self.primary.reload()

    def fail_over(self) -> None:
        """Promote the replica, and lead the pooler to it: what an operator does when the primary is gone."""
        self.replica.promote()
        port = str(self.replica.port)
        self.pooler.lead_to(MIZAN_PRIMARY_PORT=port, MIZAN_REPLICA_PORT=port)


@contextmanager
def running_parts() -> Generator[Parts]:
    """Primary, replica, pooler, object store, desks and nginx; all gone when the context ends.

    Raises:
        NoPostgres, NoPooler, NoObjectStore, NoFront: a part is not on this machine.
    """
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="mizan-cluster-")))
        # nginx's workers, who are nobody, pass through.
        home.chmod(0o711)
        primary = stack.enter_context(throwaway_cluster(durable=True))
        _prepare(primary)
        replica = stack.enter_context(
            throwaway_replica(primary, settings=lambda port: _settings("replica", primary.port, port))
        )
        primary.follow_file(_settings("primary", primary.port, replica.port))
        for server in (primary, replica):
            server.admit(_ADMINISTRATOR + filled("postgresql/pg_hba.conf", _values(0, 0)))
            server.stop()
            server.start()
        pooler = stack.enter_context(throwaway_pooler(primary, replica))
        bucket = stack.enter_context(throwaway_bucket())
        office = _office(stack, pooler, bucket, home)
        desks = [_desk(home, number, pooler, bucket) for number in range(DESKS)]
        for desk in desks:
            stack.callback(desk.kill)
            desk.start()
        for desk in desks:
            desk.wait()
        before = stack.enter_context(front(home / "nginx", [desk.port for desk in desks]))
        yield Parts(
            home=home,
            primary=primary,
            replica=replica,
            pooler=pooler,
            bucket=bucket,
            desks=desks,
            front=before,
            office=office,
        )


def _prepare(primary: Cluster) -> None:
    """The owner migrates; the desk's role is told apart, with a password."""
    engine = make_engine(primary.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
    migrate(engine, SEAL_KEY)
    grant_desk(engine, ROLE)
    engine.dispose()


def _settings(which: str, primary: int, replica: int) -> str:
    return filled(f"postgresql/{which}.conf", _values(primary, replica))


def _values(primary: int, replica: int) -> Mapping[str, str]:
    return {
        "MIZAN_PRIMARY_LISTEN": HOST,
        "MIZAN_PRIMARY_PORT": str(primary),
        "MIZAN_REPLICA_LISTEN": HOST,
        "MIZAN_REPLICA_PORT": str(replica),
        "MIZAN_MAX_CONNECTIONS": "60",
        "MIZAN_CONNECTIONS": "host",
        "MIZAN_DATABASE": "postgres",
        "MIZAN_DESK_ROLE": ROLE,
        "MIZAN_OWNER_ROLE": "mizan_owner",
        "MIZAN_REPLICATION_ROLE": "mizan_replicator",
        **{f"MIZAN_{who}_NETWORK": f"{HOST}/32" for who in ("POOLER", "DESK", "REPLICA")},
    }


def _office(stack: ExitStack, pooler: Pooler, bucket: Bucket, home: Path) -> DrillOffice:
    office = DrillOffice(url=pooler.url(), home=home)
    stack.callback(office.close)
    office.__dict__["documents"] = DocumentStore(bucket)
    keep_limits(office.engine)
    pooler.say("RECONNECT")
    if missing := limits_that_do_not_hold(office.engine):
        raise RuntimeError(f"limits do not hold behind the pooler: {missing}")
    return office


def _desk(home: Path, number: int, pooler: Pooler, bucket: Bucket) -> Desk:
    return Desk(
        port=free_port(),
        home=home / f"desk-{number}",
        settings={
            "MIZAN_DEMO": "1",
            "MIZAN_SECRET": SECRET,
            "MIZAN_SEAL_SECRET": SEAL_SECRET,
            "MIZAN_ADDRESS": HOST,
            "MIZAN_TLS": "1",
            "MIZAN_HOSTS": HOST,
            "MIZAN_PROXIES": HOST,
            "MIZAN_RELAY": "0",
            "MIZAN_HEADS": str(home / "heads.jsonl"),
            "MIZAN_STRANGERS": "1000",
            "MIZAN_ATTEMPTS": "1000",
            "MIZAN_ATTEMPTS_OVERALL": "100000",
            "DATABASE_URL": pooler.url(),
            "MIZAN_REPLICA_URL": pooler.url("mizan_replica"),
            "MIZAN_DOCUMENTS": f"s3://{bucket.name}",
            "MIZAN_S3_ENDPOINT": bucket.endpoint,
            "MIZAN_S3_KEY": bucket.key,
            "MIZAN_S3_SECRET": bucket.secret,
        },
    )
