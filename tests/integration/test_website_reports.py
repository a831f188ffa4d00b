"""The public site says what became of the answer to a public report; a bundle of an earlier version says nothing."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support import small_bundle
from tests.support.extracts import case, small_scheme
from tests.support.extracts import write as extract
from tests.support.site import serving
from upheld.casework.statements.answers import Answer
from upheld.intake.actions import take
from upheld.publication.bundle.casework import PublicReport, public_casework
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.manifest import content_hash, file_hash
from upheld.publication.bundle.schema import MANIFEST, SITE
from upheld.publication.bundle.search_index import seal
from upheld.register.queries import directory

DARTFORD, OTHER = "E07000107", "E07000108"
DUE, AS_AT = date(2022, 4, 5), small_bundle.RELEASED_ON
TEXT = "We <b>agree</b>.\n\nWe have begun."
SATISFIED = Answer(DUE, date(2022, 4, 6), date(2022, 3, 1), TEXT, date(2022, 5, 1))
ANSWERS = {
    "Settled": SATISFIED,
    "Answered": replace(SATISFIED, received_on=DUE, satisfied_on=None, response=""),
    "Some day": Answer(DUE, response="Yes."),
    "Overdue": Answer(date(2022, 7, 26), considered_on=date(2022, 7, 1)),
    "Awaited": Answer(AS_AT),
    "Untold": None,
}
SAID = {
    "Settled": (
        "members considered the report on 1 March 2022.",
        "answered on 6 April 2022, late: its answer was due by 5 April 2022.",
        "We were satisfied with the answer on 1 May 2022.",
        "<blockquote>We &lt;b&gt;agree&lt;/b&gt;.\n\nWe have begun.</blockquote>",
    ),
    "Answered": ("answered on 5 April 2022; its answer was due by 5 April 2022.", "27 July 2022 we had not recorded"),
    "Some day": ("has answered; its answer was due by 5 April 2022.", "<blockquote>Yes.</blockquote>"),
    "Overdue": ("considered the report on 1 July 2022.", "due by 26 July 2022. On 27 July 2022 none was recorded."),
    "Awaited": ("is to answer by 27 July 2022. On 27 July 2022 no answer was recorded.",),
    "Untold": (),
}
SHORT = {
    "Settled": "answered, and we are satisfied",
    "Answered": "answered",
    "Some day": "answered",
    "Overdue": "no answer is recorded; it was due by 26 July 2022",
    "Awaited": "an answer is due by 27 July 2022",
}
WORDS_OF_ANSWERS = ("answer was", "is to answer", "satisfied", "considered the report")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))
    reports = tuple(PublicReport(DARTFORD, one, date(2022, 1, 5), answer) for one, answer in ANSWERS.items())
    casework = replace(small_bundle.CASEWORK, reports=reports)
    return small_bundle.write(made, tmp_path_factory.mktemp("out"), casework=casework)


def told(folder: Path, path: str) -> str:
    with serving(folder) as client:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()


def of_each_report(page: str) -> dict[str, str]:
    """What a page's list says of each report, by its title."""
    parts = page.split('<ul class="reports">')[1].split("<h2")[0].split("published on 5 January 2022")
    titles = [part.rsplit("<li>", 1)[1].strip(" ,\n") for part in parts[:-1]]
    return dict(zip(titles, parts[1:], strict=True))


def test_an_authoritys_page_says_what_became_of_each_answer(folder):
    found = of_each_report(told(folder, f"/authorities/{DARTFORD}/"))
    assert list(found) == list(ANSWERS)
    for title, sentences in SAID.items():
        assert [one for one in sentences if one not in found[title]] == [], title
    assert "considered the report" not in found["Some day"]
    assert "satisfied" not in found["Awaited"] + found["Overdue"]
    assert not any(words in found["Untold"] for words in WORDS_OF_ANSWERS)


def test_the_national_list_says_it_in_short(folder):
    page = told(folder, "/national/")
    parts = page.split('id="reports"')[1].split("</ul>")[0].split("<li>")[1:]
    for (title, short), part in zip(SHORT.items(), parts, strict=False):
        assert title in part
        assert f'answer-short">{short}</span>' in part
    assert "answer-short" not in parts[-1]


def test_open_files_and_the_api_have_it(folder):
    with (folder / "data" / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["title"]: row for row in csv.DictReader(file)}
    assert {title: row["answer"] for title, row in rows.items()} == {
        "Settled": "satisfied",
        "Answered": "answered",
        "Some day": "answered",
        "Overdue": "overdue",
        "Awaited": "awaited",
        "Untold": "",
    }
    assert (rows["Settled"]["received_on"], rows["Settled"]["response"]) == ("2022-04-06", TEXT)
    asked = {one["title"]: one for one in json.loads(told(folder, "/api/v1/reports"))["data"]}
    assert asked["Settled"]["answer"] == {
        "state": "satisfied",
        "required_by": "2022-04-05",
        "received_on": "2022-04-06",
        "considered_on": "2022-03-01",
        "response": TEXT,
        "satisfied_on": "2022-05-01",
    }
    assert asked["Awaited"]["answer"] == {"state": "awaited", "required_by": "2022-07-27"}
    assert "answer" not in asked["Untold"]
    assert "<code>required_<wbr>by</code>" in told(folder, "/downloads/dictionary/")


def as_of_an_earlier_version(folder: Path, *, with_answers: bool) -> None:
    """Make a bundle one as it was before: without the words for answers, and perhaps without the answers."""
    with sqlite3.connect(folder / SITE) as connection:
        if not with_answers:
            connection.execute("DROP TABLE report_answers")
        for part in ("site", "data"):
            query = "SELECT language, texts FROM wording WHERE part = ?"
            for language, texts in connection.execute(query, (part,)).fetchall():
                words = json.loads(texts)
                if part == "site":
                    del words["authority"]["answers"]
                else:
                    for name in ("answer", "required_by", "received_on", "considered_on", "satisfied_on", "response"):
                        del words["columns"][name]
                values = (json.dumps(words, ensure_ascii=False), part, language)
                connection.execute("UPDATE wording SET texts = ? WHERE part = ? AND language = ?", values)
    connection.close()
    sealed(folder)


def sealed(folder: Path) -> None:
    path = folder / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["content"], manifest["files"][SITE] = content_hash(folder / SITE), file_hash(folder / SITE)
    path.write_text(json.dumps(manifest))
    seal(folder, manifest["content"])


@pytest.mark.parametrize("with_answers", [False, True])
def test_a_bundle_of_an_earlier_version_or_without_words_is_still_shown_on_every_page(tmp_path, with_answers):
    folder = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    as_of_an_earlier_version(folder, with_answers=with_answers)
    assert check(folder)
    for path in (f"/authorities/{DARTFORD}/", "/national/", "/downloads/dictionary/"):
        page = told(folder, path)
        assert not any(words in page for words in ("members considered the report", "answer-short", "required_<wbr>by"))
    assert ("answer" in json.loads(told(folder, "/api/v1/reports"))["data"][0]) == with_answers
    assert "A report &lt;b&gt;in bold" in told(folder, f"/authorities/{DARTFORD}/")


def test_answers_of_other_columns_are_refused(tmp_path):
    folder = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    with sqlite3.connect(folder / SITE) as connection:
        connection.execute("ALTER TABLE report_answers ADD COLUMN more TEXT")
    connection.close()
    sealed(folder)
    with pytest.raises(BrokenBundle, match="another table report_answers"):
        check(folder)


def test_the_register_tells_of_an_answer_as_far_as_it_was_known_on_the_day(either_register, tmp_path):
    scheme = small_scheme()
    rows = {
        "cases": [case("1", public_report_on="2021-04-01", public_report_title="Cold homes")],
        "report_responses": [
            {"case_reference": "1", "received_on": "2021-07-05", "considered_on": "2021-06-01", "response": "We agree."}
        ],
    }
    take(extract(tmp_path / "x", rows), scheme, by="ana")
    due = date(2021, 7, 1)
    for day, then in (
        (date(2021, 5, 1), Answer(due)),
        (date(2021, 7, 4), Answer(due, None, date(2021, 6, 1))),
        (date(2021, 7, 5), Answer(due, date(2021, 7, 5), date(2021, 6, 1), "We agree.")),
    ):
        (found,) = public_casework(directory(scheme), day).reports
        assert found.answer == then
    assert public_casework(directory(scheme), date(2021, 3, 31)).reports == ()
