"""The complaint handling code as open data and by program: worked by hand, counted naively, small numbers withheld."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from tests.support import small_bundle, small_year
from tests.support.site import serving
from upheld.casework.code.comparing import OwnCode, Said, compared
from upheld.casework.code.year_of_code import YearOfCode
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.website.api.declaration import ROOT

DARTFORD, YORK, SMALL_PLACE, CUMBERLAND = "E07000107", "E06000014", "E07000199", "E06000063"
DAY = date(2022, 4, 1)
CODE = small_year.scheme().code
CLAUSES = list(CODE.clauses)


def year_of(**found: tuple[list[tuple[str, str]], dict[str, Said]]) -> YearOfCode:
    rows = {one: OwnCode(one, compared(CLAUSES, shown, said)) for one, (shown, said) in found.items()}
    return YearOfCode(CODE, rows)


BY_HAND = year_of(
    E07000107=(
        [("6.1", "yes"), ("6.1", "yes"), ("6.2", "yes"), ("6.2", "partly")],
        {"6.1": Said(True), "6.2": Said(True), "6.3": Said(False, "=From <autumn> on")},
    ),
    E06000014=([("6.1", "no"), ("6.2", "no")], {"6.1": Said(False, "Not yet")}),
    E07000199=([("6.1", "yes")], {}),
)


def at_random(seed: int) -> YearOfCode:
    dice, clauses = random.Random(seed), CLAUSES[:6]

    def one() -> tuple[list[tuple[str, str]], dict[str, Said]]:
        shown = [(dice.choice(clauses), dice.choice(("yes", "partly", "no"))) for _ in range(dice.randint(0, 9))]
        return shown, {clause: Said(dice.random() < 0.7, "Why") for clause in clauses if dice.random() < 0.6}

    return year_of(**{authority: one() for authority in small_year.figures().authorities})


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))

    def written(code: YearOfCode, **changes: object):
        return small_bundle.write(made, tmp_path_factory.mktemp("out"), code=code, **changes)

    return written


@pytest.fixture(scope="module")
def by_hand(write):
    return write(BY_HAND)


def withholding(below: int):
    small = small_year.scheme().small_numbers.model_copy(update={"withhold_below": below})
    return small_year.scheme().model_copy(update={"small_numbers": small})


def table(bundle, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((bundle / "data" / f"{name}.csv").read_text(encoding="utf-8"))))


def told(client, address: str, status: int = 200):
    answer = client.get(f"{ROOT}{address}")
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_each_authority_s_clauses_by_hand(by_hand):
    rows = {(row["authority_code"], row["clause"]): row for row in table(by_hand, "code_clauses")}
    names = ("year", "complies", "times_met", "times_partly", "times_not_met", "beside", "explanation")
    assert {key: tuple(row[name] for name in names) for key, row in rows.items()} == {
        (DARTFORD, "6.1"): ("2022", "yes", "2", "0", "0", "agree", ""),
        (DARTFORD, "6.2"): ("2022", "yes", "1", "1", "0", "said_yes_shown_not", ""),
        (DARTFORD, "6.3"): ("2022", "no", "0", "0", "0", "not_shown", "'=From <autumn> on"),
        (YORK, "6.1"): ("2022", "no", "0", "0", "1", "agree", "Not yet"),
        (YORK, "6.2"): ("2022", "", "0", "0", "1", "not_said", ""),
        (SMALL_PLACE, "6.1"): ("2022", "", "1", "0", "0", "not_said", ""),
    }
    assert rows[DARTFORD, "6.1"]["clause_text"] == CODE.clauses["6.1"].text["en"]
    assert {row["sample"] for row in rows.values()} == {small_year.TERMS["sample"]}


NUMBERS = ("assessed", "fully_met", "partly_met", "not_met", "comply", "do_not_comply")


def test_the_national_picture_by_hand(by_hand):
    """Three assessed on 6.1: two met it, York did not. On 6.2 Dartford's worst is partly, York's no."""
    rows = {row["clause"]: tuple(row[name] for name in NUMBERS) for row in table(by_hand, "code_national")}
    assert list(rows) == CLAUSES
    assert rows["6.1"] == ("3", "2", "0", "1", "1", "1")
    assert rows["6.2"] == ("2", "0", "1", "1", "1", "0")
    assert rows["6.3"] == ("0", "0", "0", "0", "0", "1")
    assert {row for clause, row in rows.items() if clause not in ("6.1", "6.2", "6.3")} == {("0",) * 6}


def test_each_year_has_its_own_authorities_by_their_codes_of_then(write, tmp_path):
    """York had another code in 2019; Cumberland began after 2022 had ended."""
    clauses = compared(CLAUSES, [("6.1", "yes")], {"6.1": Said(True)})
    both = {one: OwnCode(one, clauses, "Noted", DAY, DAY) for one in (YORK, CUMBERLAND)}
    found = small_year.figures_of_2019()
    york = replace(found.authorities[DARTFORD], authority=YORK)
    figures = replace(found, authorities={**found.authorities, YORK: york})
    edition = EditionFacts(1, "c" * 64, "d" * 64, date(2019, 7, 31))
    (tmp_path / "letters").mkdir()
    earlier = YearPart(figures, edition, tmp_path / "letters", tmp_path, code=YearOfCode(CODE, both))
    bundle = write(YearOfCode(CODE, both), others=[earlier])
    for name in ("code_clauses", "code_statements"):
        rows = [(row["year"], row["authority_code"]) for row in table(bundle, name)]
        assert rows == [("2022", YORK), ("2019", "E06000999")]
    counted = [row["assessed"] for row in table(bundle, "code_national") if row["clause"] == "6.1"]
    assert counted == ["1", "1"]


@pytest.mark.parametrize("seed", range(3))
def test_national_numbers_are_those_of_the_authorities_counted_naively(write, seed):
    bundle = write(at_random(seed))
    own = table(bundle, "code_clauses")
    assert len({row["beside"] for row in own}) > 3
    for row in table(bundle, "code_national"):
        mine = [one for one in own if one["clause"] == row["clause"]]
        missed = [one for one in mine if one["times_not_met"] != "0"]
        partly = [one for one in mine if one["times_not_met"] == "0" and one["times_partly"] != "0"]
        met = [one for one in mine if one not in missed + partly and one["times_met"] != "0"]
        says = [sum(one["complies"] == word for one in mine) for word in ("yes", "no")]
        expected = [len(missed + partly + met), len(met), len(partly), len(missed), *says]
        assert [int(row[name]) for name in NUMBERS] == expected
    for one in own:
        shown = "no" if one["times_not_met"] != "0" else "partly" if one["times_partly"] != "0" else "yes"
        if [one[name] for name in ("times_met", "times_partly", "times_not_met")] == ["0"] * 3:
            expected = "not_shown"
        elif not one["complies"]:
            expected = "not_said"
        elif one["complies"] == "yes":
            expected = "agree" if shown == "yes" else "said_yes_shown_not"
        else:
            expected = "said_no_shown_met" if shown == "yes" else "agree"
        assert one["beside"] == expected


def test_the_api_says_what_the_files_say(by_hand):
    with serving(by_hand) as client:
        own = told(client, f"authorities/{DARTFORD}/years/2022/code")["data"]
        national = told(client, "national/2022/code")["data"]
    assert [one["clause"] for one in own["clauses"]] == ["6.1", "6.2", "6.3"]
    second = own["clauses"][1]
    assert (second["complies"], second["beside"]["id"]) == (True, "said_yes_shown_not")
    assert {name: one["count"] for name, one in second["shown"].items()} == {"met": 1, "partly": 1, "not_met": 0}
    assert own["clauses"][2]["explanation"] == "=From <autumn> on"
    in_file = table(by_hand, "code_national")
    names = dict(zip(NUMBERS, ("assessed", "met", "partly", "not_met", "comply", "do_not"), strict=True))
    for row, one in zip(in_file, national, strict=True):
        assert {name: int(row[name]) for name in NUMBERS} == {name: one[key]["count"] for name, key in names.items()}
        assert row["clause_text"] == one["text"]


def test_the_response_of_the_governing_body(write):
    own = OwnCode(DARTFORD, BY_HAND.authorities[DARTFORD].clauses, "Noted", date(2022, 4, 1), date(2022, 4, 2))
    bundle = write(YearOfCode(CODE, {DARTFORD: own}))
    (row,) = table(bundle, "code_statements")
    assert [row[name] for name in ("considered_on", "submitted_on", "response")] == [
        "2022-04-01",
        "2022-04-02",
        "Noted",
    ]
    with serving(bundle) as client:
        answer = told(client, f"authorities/{DARTFORD}/years/2022/code")["data"]
        nobody = told(client, f"authorities/{YORK}/years/2022/code")["data"]
    assert [answer[name] for name in ("considered_on", "submitted_on", "response")] == [
        "2022-04-01",
        "2022-04-02",
        "Noted",
    ]
    assert (nobody["clauses"], "response" in nobody) == ([], False)


def test_where_small_numbers_are_withheld_no_form_tells_of_cases(write):
    bundle = write(BY_HAND, scheme=withholding(3))
    own, national = table(bundle, "code_clauses"), {row["clause"]: row for row in table(bundle, "code_national")}
    assert {(row["authority_code"], row["clause"]) for row in own} == {
        *((DARTFORD, clause) for clause in ("6.1", "6.2", "6.3")),
        (YORK, "6.1"),
    }
    assert {row[name] for row in own for name in ("times_met", "times_partly", "times_not_met", "beside")} == {""}
    assert [national["6.1"][name] for name in NUMBERS] == ["3", "2", "0", "1", "1", "1"]
    assert [national["6.2"][name] for name in NUMBERS] == ["", "", "", "", "1", "0"]
    with serving(bundle) as client:
        clause = told(client, f"authorities/{DARTFORD}/years/2022/code")["data"]["clauses"][1]
        assert {one["state"] for one in clause["shown"].values()} == {"withheld"}
        assert "beside" not in clause and "count" not in json.dumps(clause["shown"])
        second = told(client, "national/2022/code")["data"][CLAUSES.index("6.2")]
        assert [second[name]["state"] for name in ("assessed", "met", "partly", "not_met", "comply")] == [
            *["withheld"] * 4,
            "count",
        ]
        page = client.get("/national/").content.decode()
        assert page.partition('id="code"')[2].partition("</table>")[0].count("withheld") == 4


def test_what_is_not_there(by_hand):
    with serving(by_hand) as client:
        for address in (
            "authorities/E99/years/2022/code",
            f"authorities/{DARTFORD}/years/2021/code",
            "national/2021/code",
        ):
            told(client, address, 404)


def without_words(scheme):
    words = scheme.words
    api = words.data.api.model_copy(
        update={"endpoints": {k: v for k, v in words.data.api.endpoints.items() if "code" not in k}}
    )
    tables = {name: one for name, one in words.data.tables.items() if not name.startswith("code_")}
    data = words.data.model_copy(update={"api": api, "tables": tables})
    site = words.site.model_copy(update={"authority": words.site.authority.model_copy(update={"of_the_code": None})})
    return scheme.model_copy(update={"wording": {"en": words.model_copy(update={"data": data, "site": site})}})


def test_a_scheme_without_words_for_it_has_nothing_of_it(write):
    bundle = write(YearOfCode(), scheme=without_words(small_year.scheme()))
    assert not list((bundle / "data").glob("code_*"))
    assert "code_" not in (bundle / "data" / "dictionary.csv").read_text()
    with serving(bundle) as client:
        told(client, f"authorities/{DARTFORD}/years/2022/code", 404)
        told(client, "national/2022/code", 404)
        assert not any(path.endswith("/code") for path in told(client, "openapi.json")["paths"])
        for page in ("/downloads/", "/downloads/dictionary/", "/api/"):
            answer = client.get(page)
            assert answer.status_code == 200
            assert "code_national" not in answer.content.decode()


def test_without_rows_there_are_no_files_and_the_page_lists_none(write):
    bundle = write(YearOfCode(CODE))
    assert not list((bundle / "data").glob("code_*"))
    with serving(bundle) as client:
        assert "/downloads/code_" not in client.get("/downloads/").content.decode()
        assert told(client, "national/2022/code")["data"] == []


def test_it_is_in_the_workbook_and_in_the_one_file(by_hand):
    from zipfile import ZipFile

    words = small_year.scheme().words.data.tables
    book = openpyxl.load_workbook(by_hand / "data" / "casework.xlsx", read_only=True)
    assert {words[name].title for name in ("code_clauses", "code_national")} <= set(book.sheetnames)
    assert "data/code_national.csv" in ZipFile(by_hand / "data" / "everything.zip").namelist()
