"""`python -m operations`: everything the office does without a screen.

A command is loaded when it is called, so that `staff list` does not wait for image libraries.
"""

import sys
from importlib import import_module
from typing import Final

import click

from dashboard.settings import WrongSettings
from dashboard.start_up import apology

COMMANDS: Final = {
    "serve": "operations.serve:serve_command",
    "migrate": "operations.migrate:migrate_command",
    "configure": "operations.configure:configure_command",
    "limits": "operations.limits:limits_command",
    "check-deploy": "operations.check_deploy:check_deploy_command",
    "staff": "operations.staff:staff_command",
    "seed": "operations.demo.command:seed_command",
    "import": "operations.intake.command:import_command",
    "template": "operations.intake.template:template_command",
    "relay": "operations.relay:relay_command",
    "payments": "operations.payments.command:payments_command",
    "entitlements": "operations.entitlements:entitlements_command",
    "reviews": "operations.reviews:reviews_command",
    "sweep": "operations.sweep:sweep_command",
    "recheck": "operations.recheck:recheck_command",
    "verify": "operations.verify:verify_command",
    "check-letter": "operations.check_letter:check_letter_command",
    "retain": "operations.retain:retain_command",
    "heads": "operations.heads:heads_command",
    "rebuild": "operations.verify:rebuild_command",
    "lifecycle": "operations.lifecycle:lifecycle_command",
    "permissions": "operations.permissions:permissions_command",
    "figures": "operations.figures:figures_command",
    "bench": "operations.bench.command:bench_command",
    "drill": "operations.drills.command:drill_command",
    "drill-cluster": "operations.drills.cluster.command:drill_cluster_command",
    "backup": "operations.backup.command:backup_command",
    "restore": "operations.backup.command:restore_command",
    "archive": "operations.archive:archive_command",
    "policy": "operations.policy:policy_command",
}


class Commands(click.Group):
    """The commands of `COMMANDS`, each imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order an operator meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or None when there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(import_module(module), name)


@click.command(cls=Commands)
def operations() -> None:
    """Mizan without a screen: start it, set it up, fill it, look after it."""


def main() -> None:
    """Run one command; a setting that does not read is told in a sentence."""
    try:
        operations(prog_name="python -m operations")
    except WrongSettings as wrong:
        print(apology(wrong), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
