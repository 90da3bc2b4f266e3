"""The command `nintei`. A command's module is imported only when it is called."""

import importlib
import importlib.util

import click

from app.config import SettingsError

COMMANDS = {
    "backup": "app.cli.backup:backup",
    "demo": "app.cli.demo_entry:demo",
    "editions": "app.cli.editions:editions",
    "events": "app.cli.events:events",
    "law": "app.cli.law:law",
    "migrate": "app.cli.migrating:migrate",
    "processes": "app.cli.processes:processes",
    "restore": "app.cli.backup:restore",
    "serve": "app.cli.serve:serve",
    "users": "app.cli.users:users",
    "worker": "app.cli.worker:worker",
}
"""Where each command stands. One whose module is not there is not offered."""


class LazyGroup(click.Group):
    """Looks a command up in `COMMANDS`, so that `nintei processes lint` need not load the web."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, place in COMMANDS.items() if importlib.util.find_spec(place.split(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(f"{error}.") from error


@click.group(cls=LazyGroup)
@click.version_option(package_name="nintei")
def main() -> None:
    """Nintei runs a certification scheme. Settings are read from NINTEI_* variables."""
