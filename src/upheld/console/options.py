"""Options that many commands have."""

from __future__ import annotations

from typing import Annotated

import typer

SchemeOption = Annotated[
    str,
    typer.Option(
        "--scheme",
        envvar="UPHELD_SCHEME",
        help="A scheme's name, or the path of its folder. Default: the only one there is.",
    ),
]
RegisterOption = Annotated[
    str,
    typer.Option(
        "--register",
        envvar="UPHELD_REGISTER",
        help="The register: a path, or postgresql://user:password@host:port/name.",
    ),
]
