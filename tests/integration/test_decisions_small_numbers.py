"""Where a scheme withholds small numbers, nothing that can be counted about decisions gives one back."""

import sqlite3
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from tests.support.attacker import Attacker
from tests.support.site import Page, serving
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework, PublicDecision, PublicImprovement, WithdrawnDecision
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.bundle.schema import SITE
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme_loader import load

SCHEME = Path(__file__).parents[1] / "support" / "schemes" / "landlord-wales"
YEAR = 2022
UPHELD, NOT_UPHELD = "maladministration", "no_maladministration"
REPAIRS, DAMP, RENT = "Gwaith atgyweirio", "Lleithder a llwydni", "Rhent a thaliadau gwasanaeth"
# By authority: subject → (upheld, not upheld). The threshold is 5.
CASES = [
    {REPAIRS: (2, 1)},
    {REPAIRS: (6, 4)},
    {REPAIRS: (8, 4), DAMP: (5, 5)},
    {REPAIRS: (9, 6), DAMP: (1, 2), RENT: (3, 3)},
]
RELEASED_ON = date(2023, 3, 15)


@pytest.fixture(scope="module")
def scheme():
    return load(str(SCHEME))


@pytest.fixture(scope="module")
def landlords(scheme):
    """Four landlords, the first with fewer cases than are shown, the last with subjects that are too few."""
    living = [one.id for one in scheme.authorities.living(scheme.year(YEAR).end)]
    assert len(living) >= len(CASES)
    return living[: len(CASES)]


@pytest.fixture(scope="module")
def cases(landlords):
    """Every case has a public decision."""
    found = []
    for authority, by_subject in zip(landlords, CASES, strict=True):
        for subject, counts in by_subject.items():
            for outcome, count in zip((UPHELD, NOT_UPHELD), counts, strict=True):
                found += [(authority, subject, outcome)] * count
    return [decision(number, *case) for number, case in enumerate(found)]


def decision(number, authority, subject, outcome, decided_on=date(YEAR, 5, 6)):
    public_from = date(YEAR, 7, 1)
    return PublicDecision(
        f"R {number:03d}", authority, f"Penderfyniad {number}", "Testun.", subject, outcome, decided_on, public_from
    )


@pytest.fixture(scope="module")
def figures(scheme, landlords):
    rows = []
    for authority, by_subject in zip(landlords, CASES, strict=True):
        upheld, other = (sum(counts[place] for counts in by_subject.values()) for place in (0, 1))
        rows.append(CountRow(authority, YEAR, "maladministration_rate", "", upheld, upheld + other))
        rows.append(CountRow(authority, YEAR, Breakdown.DECIDED, UPHELD, upheld, 0))
        rows.append(CountRow(authority, YEAR, Breakdown.DECIDED, NOT_UPHELD, other, 0))
        for subject, (count, rest) in by_subject.items():
            rows.append(CountRow(authority, YEAR, Breakdown.UPHELD_BY_SUBJECT, subject, count, count + rest))
    return assemble(scheme, scheme.authorities, YEAR, (YEAR,), rows)


@pytest.fixture(scope="module")
def bundle(scheme, landlords, cases, figures, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    running = decision(900, landlords[2], REPAIRS, UPHELD, date(YEAR + 1, 1, 10))
    improvement = ("change_of_policy", "Newid.", date(YEAR, 8, 1), None, "overdue")
    casework = PublicCasework(
        decisions=(*cases, running),
        improvements=tuple(PublicImprovement(one.authority, one.reference, *improvement) for one in cases),
        withdrawn=(WithdrawnDecision("R 901", landlords[0], date(YEAR, 9, 1), "Gwall."),),
    )
    part = YearPart(figures, EditionFacts(1, "", "", RELEASED_ON), out, out)
    return write_bundle(
        scheme, scheme.authorities, [part], out, sample=False, preview=False, casework=casework, as_at=RELEASED_ON
    )


def rows(bundle, query, *values):
    with sqlite3.connect(f"file:{bundle / SITE}?mode=ro&immutable=1", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query, values).fetchall()


def withheld(figures):
    """(authority, list, key) of each number of decisions that is not published, and of whom all are withheld."""
    found = set()
    for own in figures.authorities.values():
        for name in ("outcomes", "upheld_by_subject"):
            found |= {(own.authority, name, part.key) for part in getattr(own, name) if part.count is None}
    return found


def test_the_figures_do_withhold_something_and_show_something(figures, landlords):
    hidden = withheld(figures)
    assert (landlords[0], "outcomes", UPHELD) in hidden
    for subject in (DAMP, RENT):
        assert (landlords[3], "upheld_by_subject", subject) in hidden
    for landlord in landlords[2:]:
        assert (landlord, "outcomes", UPHELD) not in hidden


def test_only_decisions_whose_every_number_is_shown_are_in_the_bundle(bundle, figures, cases):
    hidden = withheld(figures)
    shown = {row["reference"]: row for row in rows(bundle, "SELECT * FROM decisions")}
    assert shown
    for row in shown.values():
        assert (row["authority"], "outcomes", row["outcome"]) not in hidden
        assert (row["authority"], "upheld_by_subject", row["subject"]) not in hidden
    for one in cases:
        is_secret = (one.authority, "outcomes", one.outcome) in hidden
        is_secret = is_secret or (one.authority, "upheld_by_subject", one.subject) in hidden
        assert (one.reference in shown) is not is_secret, one


def test_what_can_be_counted_is_what_the_figures_show(bundle, figures):
    """Every sum over the decisions of an authority is one that is published, so it tells nothing new."""
    counted = Counter(
        (row["authority"], row["subject"]) for row in rows(bundle, "SELECT * FROM decisions WHERE outcome = ?", UPHELD)
    )
    assert counted
    for (authority, subject), number in counted.items():
        published = {part.key: part.count for part in figures.authorities[authority].upheld_by_subject}
        assert number == published[subject]


def test_one_of_a_year_without_figures_waits_for_them(bundle):
    assert not rows(bundle, "SELECT 1 FROM decisions WHERE reference = 'R 900'")


def test_improvements_and_whose_was_withdrawn_are_kept_back(bundle):
    assert not rows(bundle, "SELECT 1 FROM improvements")
    assert [row["authority"] for row in rows(bundle, "SELECT * FROM withdrawals")] == [""]


def test_no_page_names_or_counts_what_is_withheld(bundle, scheme, landlords, cases):
    day = scheme.year(YEAR).end
    small = scheme.authorities[landlords[0]]
    secret = [one for one in cases if one.authority == landlords[0]]
    with serving(bundle) as client:
        everything = client.get("/decisions/").content.decode()
        found = Page(everything)
        assert scheme.words.casework.search.small_numbers in found.text
        assert f"/authorities/{small.code(day)}/decisions/" not in found.links
        own = Page(client.get(f"/authorities/{small.code(day)}/decisions/").content.decode())
        assert scheme.words.casework.search.empty in own.text
        assert not [link for link in own.links if link.startswith("/decisions/R")]
        assert small.code(day) not in client.get("/decisions/feed.atom").content.decode()
        for one in secret:
            assert client.get(f"/decisions/{one.reference}/").status_code == 404
            assert one.reference.replace(" ", "%20") not in everything
        assert "Gwall." in client.get("/decisions/R 901/").content.decode()
        assert small.name(day) not in client.get("/decisions/R 901/").content.decode()


def test_the_facets_of_all_add_up_shown_ones_alone(bundle):
    from upheld.publication.website.decision_index import index_of
    from upheld.publication.website.in_use import whole

    index = index_of(whole(bundle))
    told = index.facets(index.all())
    counted = rows(bundle, "SELECT * FROM decisions")
    for name in ("authority", "subject", "outcome"):
        assert dict(told[name]) == Counter(row[name] for row in counted)


SUBJECTS, OUTCOMES = (REPAIRS, DAMP, RENT), ("", UPHELD, NOT_UPHELD)
MORE = [{}, {"year": str(YEAR)}, {"words": "testun"}, {"words": "penderfyniad", "year": str(YEAR)}]
# What a number of decisions is a sum of, in the attacker's words: investigations and upheld ones.
SIGNS = {"": (1, 0), UPHELD: (0, 1), NOT_UPHELD: (1, -1)}


def listed(client, code, **asked):
    """How many decisions a search lists, on as many pages as it has here."""
    answers = [client.get(f"/authorities/{code}/decisions/", {**asked, "page": one}, follow=True) for one in (1, 2)]
    links = {link for answer in answers for link in Page(answer.content.decode()).links}
    return len([link for link in links if link.startswith("/decisions/R")])


def test_no_combination_of_words_and_facets_tells_an_attacker_more_than_the_figures(bundle, scheme, landlords, figures):
    """Somebody has every published number and what every search lists, and solves for the rest."""
    alone, searching = Attacker(scheme, scheme.authorities), Attacker(scheme, scheme.authorities)
    for one in (alone, searching):
        one.read(figures)
    learnt = 0
    with serving(bundle) as client:
        for landlord, outcome, more in product(landlords, OUTCOMES, MORE):
            code = scheme.authorities[landlord].code(scheme.year(YEAR).end)
            asked = {**more, **({"outcome": outcome} if outcome else {})}
            numbers = {one: listed(client, code, subject=one, **asked) for one in SUBJECTS}
            assert listed(client, code, **asked) == sum(numbers.values()), "all together tell no more than each"
            for subject, number in numbers.items():
                if number:
                    searching.equations.append(equation(landlord, subject, outcome, number))
                    learnt += 1
    assert learnt, "the searches did tell something"
    assert set(searching.found()) <= set(alone.found())


def equation(landlord, subject, outcome, number):
    words = (f"investigations in {subject}", f"upheld in {subject}")
    signs = zip(words, SIGNS[outcome], strict=True)
    return {(landlord, YEAR, word): Fraction(sign) for word, sign in signs if sign}, Fraction(number)
