"""Made-up people in authorities' posts. Their addresses are in a domain that no mail can ever reach."""

from __future__ import annotations

from random import Random
from typing import Any
from unicodedata import normalize

from sample_data.mix import mix, table
from sample_data.reorganisations import living
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.year import Year

WITHOUT_CHIEF_OFFICER = 4
DOMAIN = "example.org"


def rows(directory: AuthorityDirectory, last: Year, random: Random) -> list[dict[str, Any]]:
    """The extract's ``contacts`` for all who live at the end; a few lack a chief officer, and one has two."""
    authorities = [one for one in living(directory, last) if one.lives(last.end)]
    ordinary = [one.id for one in authorities if one.id not in mix()["fixed"]]
    without = set(random.sample(ordinary, WITHOUT_CHIEF_OFFICER)) if len(ordinary) > 50 else set()
    double = next((one for one in random.sample(ordinary, len(ordinary)) if one not in without), "")
    found = []
    for one in authorities:
        found += [_person(one, "chief_officer", last, random) for _ in range(_chief_officers(one.id, without, double))]
        shares = table("words/people")["shares"]
        found += [_person(one, role, last, random) for role, share in shares.items() if random.random() < share]
    return found


def _chief_officers(authority: str, without: set[str], double: str) -> int:
    return 0 if authority in without else 2 if authority == double else 1


def _person(authority: Authority, role: str, last: Year, random: Random) -> dict[str, Any]:
    words = table("words/people")
    first = random.choice(words["first_names"])
    surname = random.choice(words["surname_starts"]) + random.choice(words["surname_ends"])
    return {
        "authority": authority.code(last.end),
        "role": role,
        "name": f"{first} {surname}",
        "salutation": f"{random.choice(words['titles'])} {surname}",
        "post": _post(authority.kind, role, words, random),
        "email": f"{_plain(first)}.{_plain(surname)}@{_plain(authority.short_name(last.end))}.{DOMAIN}",
    }


def _post(kind: str, role: str, words: dict[str, Any], random: Random) -> str:
    drawn: str = random.choice(words["posts"][role])
    return str(words["posts_elsewhere"].get(kind, {}).get(role, drawn))


UNSPLIT = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", " ": "-", "&": "and"})


def _plain(text: str) -> str:
    """A text as part of an address: plain letters, digits and hyphens."""
    letters = normalize("NFKD", text.translate(UNSPLIT)).casefold()
    return "".join(char for char in letters if char.isascii() and (char.isalnum() or char == "-")).strip("-")
