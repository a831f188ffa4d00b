"""The site and the files of another scheme: calendar years, other kinds, small numbers withheld, Welsh first."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.site import Page, serving
from upheld.publication import open_data
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework, PublicConsideration
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.bundle.standing import PublicTraining, PublicWorkshop
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme_loader import load

SCHEME = Path(__file__).parents[1] / "support" / "schemes" / "landlord-wales"
YEAR = 2022


@pytest.fixture(scope="module")
def scheme():
    return load(str(SCHEME))


@pytest.fixture(scope="module")
def figures(scheme):
    """The first landlord has three cases, fewer than are shown; the others twenty each."""
    rows = []
    for number, one in enumerate(scheme.authorities.living(scheme.year(YEAR).end)):
        decided = 20 if number else 3
        rows += [CountRow(one.id, YEAR, measure.id, "", 1, decided) for measure in scheme.measures]
        rows.append(CountRow(one.id, YEAR, Breakdown.DECIDED, scheme.outcomes[-1].id, decided, 0))
    return assemble(scheme, scheme.authorities, YEAR, (YEAR,), rows)


@pytest.fixture(scope="module")
def out(scheme, figures, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    released = date(2023, 6, 1)
    open_data.write(scheme, scheme.authorities, figures, folder, sample=False, released_on=released)
    write_bundle(
        scheme,
        scheme.authorities,
        [YearPart(figures, EditionFacts(1, "", "", released), folder, folder)],
        folder,
        sample=False,
        preview=False,
        casework=casework(scheme.authorities.living(scheme.year(YEAR).end)[1].id),
    )
    return folder


def casework(whose: str) -> PublicCasework:
    """One authority at two workshops, and its committee."""
    held = [date(YEAR, month, 1) for month in (3, 9)]
    return PublicCasework(
        trainings=tuple(PublicTraining(whose, "Ymateb yn dda", day, "online", 2) for day in held),
        workshops=tuple(PublicWorkshop(day, 3) for day in held),
        considered=(PublicConsideration(whose, YEAR, "Bwrdd Tai", date(YEAR + 1, 7, 5)),),
    )


def every_page(client):
    waiting, seen = ["/", "/national/"], {}
    while waiting:
        path = waiting.pop()
        if path not in seen and path.startswith("/") and not path.startswith("/downloads/2"):
            response = client.get(path)
            assert response.status_code == 200, path
            seen[path] = Page(response.content.decode()) if "html" in response["Content-Type"] else None
            waiting += [link.split("#")[0] for link in seen[path].links if link[:1] == "/"] if seen[path] else []
    return {path: page for path, page in seen.items() if page}


def test_every_page_speaks_the_schemes_first_language(scheme, out):
    with serving(out / "bundle") as client:
        pages = every_page(client)
    assert len(pages) > 8
    for path, page in pages.items():
        assert page.all("html")[0]["lang"] == scheme.language, path
        for english in ("Data dictionary", "Every answer", "Average of similar", "Council", "council", "Out of"):
            assert english not in page.text, (path, english)


def test_training_and_committees_are_told_in_welsh(scheme, out):
    day = scheme.year(YEAR).end
    code = scheme.authorities.living(day)[1].code(day)
    with serving(out / "bundle") as client:
        own, national, front = (
            Page(client.get(path).content.decode()).text for path in (f"/authorities/{code}/", "/national/", "/")
        )
    assert "Yn 2022 roedd y landlord hwn mewn 2 gweithdy. Cymerodd 4 o’i bobl ran." in own
    assert "Cynhaliodd yr ombwdsmon 2 gweithdy yn y flwyddyn. Daeth 6 o bobl." in national
    assert "landlord gofnod bod pwyllgor wedi ystyried llythyr y flwyddyn hon." in national
    assert "Ystyriwyd y llythyr gan bwyllgor ar 5 Gorffennaf 2023" in front


def test_comparing_and_the_whole_country_hold_back_what_is_withheld(scheme, figures, out):
    day = scheme.year(YEAR).end
    own = scheme.authorities.living(day)[0]
    with serving(out / "bundle") as client:
        compared = client.get(f"/authorities/{own.code(day)}/compare/")
        national = client.get("/national/")
    assert compared.status_code == national.status_code == 200
    words = Page(compared.content.decode()).text
    assert scheme.words.terms.withheld in words
    assert "1 o 3" not in words and "council" not in words
    assert scheme.words.terms.withheld in Page(national.content.decode()).text


def test_what_is_withheld_is_neither_on_the_page_nor_in_the_files(scheme, figures, out):
    first = scheme.authorities.living(scheme.year(YEAR).end)[0]
    code = first.code(scheme.year(YEAR).end)
    with serving(out / "bundle") as client:
        page = Page(client.get(f"/authorities/{code}/").content.decode())
    assert scheme.words.terms.withheld in page.text
    lines = [line for line in (out / "figures.csv").read_text().splitlines() if f",{code}," in line]
    assert lines and all(scheme.words.terms.withheld in line for line in lines)
    assert not page.all("svg") or all("withheld" not in chart["aria-label"] for chart in page.all("svg"))
