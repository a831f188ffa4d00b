"""Works out what each council was called: its formal name, its name in a sentence, and other spellings."""

from __future__ import annotations

import re
from collections import defaultdict

from authorities.facts import Facts
from authorities.lives import Life

# What each kind of formal name is otherwise written as; {} is the short name.
OTHER_FORMS = {
    "Metropolitan Borough Council": (
        "{} MBC",
        "{} Borough Council",
        "{} Council",
        "Metropolitan Borough of {}",
    ),
    "Metropolitan District Council": ("{} Council", "{} District Council"),
    "Borough Council": ("{} BC", "{} Council", "Borough of {}"),
    "District Council": ("{} DC", "{} Council"),
    "City Council": ("{} City", "{} Council", "City of {}"),
    "County Council": ("{} CC", "{} County"),
}
KIND_FORMS = {
    "district": ("{} District", "{} District Council"),
    "metropolitan": ("{} District",),
    "unitary": ("{} Council", "{} UA"),
    "county": (),
}
LONDON_FORMS = ("{} Council", "{} London Borough Council", "London Borough of {}", "LB {}")


def name_rows(known: dict[str, Life], facts: Facts) -> list[list[str]]:
    """Rows of ``names.csv``: authority, name, use, from_on, to_on.

    An other name that two councils living on one day could claim is left out: no name
    means two councils on a day.
    """
    given = {one: _given(one, facts) for one in known}
    taken = _claims(known, {one: [row[0] for row in rows] for one, rows in given.items()})
    spelled = {one: _spellings(life, given[one], facts) for one, life in known.items()}
    claimed = _claims(known, spelled)
    rows = []
    for one, life in known.items():
        rows += [[one, *row] for row in given[one]]
        own = {row[0] for row in given[one]}
        for name in sorted(set(spelled[one]) - own):
            rivals = (taken[plain(name)] | claimed[plain(name)]) - {one}
            if not any(life.meets(known[rival]) for rival in rivals):
                rows.append([one, name, "known_as", "", ""])
    return rows


def plain(name: str) -> str:
    """A name without case, punctuation and '&', as names are compared."""
    spelled = name.casefold().replace("&", " and ").replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", spelled))


def _claims(known: dict[str, Life], names: dict[str, list[str]]) -> dict[str, set[str]]:
    claims: dict[str, set[str]] = defaultdict(set)
    for one in known:
        for name in names[one]:
            claims[plain(name)].add(one)
    return claims


def _given(one: str, facts: Facts) -> list[list[str]]:
    official = [row for row in facts.official_names if row["authority"] == one]
    named = [[row["name"], "official", row["from_on"], row["to_on"]] for row in official]
    return [*named, [_short(one, facts), "short", "", ""]]


def _short(one: str, facts: Facts) -> str:
    own = {row["authority"]: row["name"] for row in facts.short_names}
    return own.get(one) or facts.lookup_names[one]


def _spellings(life: Life, given: list[list[str]], facts: Facts) -> list[str]:
    short = given[-1][0]
    names = [row["name"] for row in facts.other_names if row["authority"] == life.id]
    names += [facts.lookup_names[life.id]] if life.id in facts.lookup_names else []
    for official, use, *_ in given:
        if use == "official":
            names += [form.format(short) for form in _forms(life, official)]
    all_names = [*names, *(row[0] for row in given)]
    with_sign = [name.replace(" and ", " & ") for name in all_names if " and " in name]
    return [*names, *with_sign, *(name.replace(" & ", " and ") for name in all_names if " & " in name)]


def _forms(life: Life, official: str) -> tuple[str, ...]:
    if life.kind == "london_borough":
        return LONDON_FORMS
    fitting = (forms for ending, forms in OTHER_FORMS.items() if official.endswith(ending))
    by_ending = next(fitting, ("{} Council",))
    place = (official.removesuffix(" Council"),) if official.startswith("City of") else ()
    return (*by_ending, *KIND_FORMS[life.kind], *place)
