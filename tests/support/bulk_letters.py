"""Thirty letters with made-up figures: what `write_letters` is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from tests.support.letters import addressed, england, figures
from upheld.letters.facts import Addressee, LetterFacts
from upheld.vocabulary.authorities import AuthorityDirectory

DISTRICTS = (one.id for one in england().authorities.living(date(2022, 3, 31)) if one.kind == "district")
WHOM = tuple(islice(DISTRICTS, 30))


def arguments(chief: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """What `write_letters` is given, except where to; ``chief`` names other chief officers."""
    listed = england().authorities
    scheme = england().model_copy(update={"authorities": AuthorityDirectory(listed[one] for one in WHOM)})
    counts = {one: {"uphold_rate": (n % 7, 7 + n)} for n, one in enumerate(WHOM)}
    facts = {one: addressed(one) for one in WHOM}
    facts |= {one: LetterFacts((Addressee(one, name, name, "Chief"),)) for one, name in (chief or {}).items()}
    return {
        "scheme": scheme,
        "directory": scheme.authorities,
        "figures": figures(counts, scheme=scheme),
        "facts": facts,
        "sent_on": date(2022, 7, 20),
        "published_on": date(2022, 7, 27),
        "sample": False,
        **more,
    }
