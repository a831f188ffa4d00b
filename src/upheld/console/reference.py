"""The reference page of the command, written from the command itself."""

from __future__ import annotations

from collections.abc import Iterator

import click
import typer

from upheld.console.commands import app


def command_page() -> str:
    """``docs/reference/command.md``: every command with its arguments, options and help."""
    root = typer.main.get_command(app)
    lines = ["# The command", "", "Written from the command itself; change it there.", ""]
    for path, command in _commands(root, ("upheld",)):
        lines += _section(path, command)
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _section(path: str, command: click.Command) -> list[str]:
    lines = [f"## `{path}`", "", (command.help or "").strip(), ""]
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        lines += ["| argument or option | what it is | default |", "|---|---|---|", *rows, ""]
    return lines


def _row(parameter: click.Parameter) -> str:
    name = parameter.metavar if parameter.param_type_name == "argument" else ", ".join(parameter.opts)
    shown = "required" if parameter.required else str(parameter.default or "")
    return f"| `{name}` | {getattr(parameter, 'help', '') or ''} | {shown} |"
