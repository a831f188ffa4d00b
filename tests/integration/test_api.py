"""The API: what it answers is what the pages say; what is withheld or gone stays so; addresses stay."""

import json

import pytest

from tests.support import small_bundle, small_casework
from tests.support.site import serving
from tests.support.small_year import figures_of_2019
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.website.api.declaration import ENDPOINTS, ROOT

DARTFORD = f"{ROOT}authorities/E07000107"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))
    out = tmp_path_factory.mktemp("out")
    edition = EditionFacts(1, "c" * 64, "d" * 64, small_bundle.RELEASED_ON.replace(year=2019))
    before = YearPart(figures_of_2019(), edition, made / "nowhere", made / "nowhere")
    casework = small_casework.CASEWORK
    return small_bundle.write(
        made,
        out,
        number=2,
        others=[before],
        casework=type(casework)(
            **{**vars(casework), "reports": small_bundle.CASEWORK.reports, "decisions": tuple(casework.decisions)}
        ),
    )


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def told(client, address, status=200):
    response = client.get(address if address.startswith("/") else f"{ROOT}{address}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def every_page(client, address):
    while address:
        answer = told(client, address)
        yield answer
        address = answer["links"].get("next")


def figure(answer, measure):
    return next(one for one in answer["data"]["figures"] if one["measure"]["id"] == measure)


def test_a_figure_is_its_count_base_and_words(client):
    found = figure(told(client, f"{DARTFORD}/years/2022/figures"), "uphold_rate")
    assert found["value"] == {"state": "rate", "shown": "50%", "count": 1, "base": 2, "rate": 0.5}
    assert found["verdict"]["id"] == "too few to tell"


def test_what_is_withheld_has_no_number(client):
    answer = told(client, "authorities/E07000199/years/2022/figures")
    assert figure(answer, "uphold_rate")["value"] == {"state": "withheld", "shown": "withheld"}
    assert answer["data"]["decided"] == {"state": "withheld", "shown": "withheld"}
    for parts in answer["data"]["lists"].values():
        assert all("count" not in part["cases"] for part in parts if part["cases"]["state"] == "withheld")


def test_no_answer_holds_null(client):
    for address in ("years", "authorities", f"{DARTFORD}/years/2022/figures", "decisions", "improvements", "revisions"):
        assert "null" not in json.dumps(told(client, address)), address


def test_every_answer_says_what_it_is_of(client):
    about = told(client, f"{DARTFORD}/years/2019/figures")["about"]
    assert (about["year"], about["edition"], about["figures"], about["sample"]) == (2019, 1, "d" * 64, True)
    assert about["licence"] and about["released_on"] == "2019-07-27"


def test_pages_follow_each_other_and_hold_each_decision_once(client):
    pages = list(every_page(client, f"{ROOT}decisions?size=20"))
    references = [one["reference"] for page in pages for one in page["data"]]
    assert len(pages) == 3 and len(references) == len(set(references)) == small_casework.ALL
    assert pages[0]["page"] == {"number": 1, "size": 20, "total": small_casework.ALL}
    days = [one["decided_on"] for page in pages for one in page["data"]]
    assert days == sorted(days, reverse=True)


def test_narrowed_lists_hold_what_was_asked_for(client):
    found = told(client, "decisions?authority=E07000107&subject=Housing")["data"]
    assert [one["reference"] for one in found] == [small_casework.NOISY.reference]
    assert {one["state"] for one in told(client, "improvements?state=late")["data"]} == {"late"}
    assert [one["title"] for one in told(client, "reports?authority=E07000107")["data"]]
    assert told(client, "reports?authority=E06000014")["data"] == []
    assert {one["kind"]["id"] for one in told(client, "authorities?kind=unitary")["data"]} == {"unitary"}


def test_a_page_beyond_the_last_is_empty(client):
    for name in ("decisions", "authorities", "reports", "improvements"):
        assert told(client, f"{name}?page=100000&size=200")["data"] == []


def test_a_decision_comes_with_its_text_also_where_its_reference_holds_a_slash(client):
    for one in (small_casework.NOISY, small_casework.SLASHED):
        listed = {row["reference"]: row for row in told(client, "decisions?size=200")["data"]}[one.reference]
        assert told(client, listed["href"])["data"]["text"] == one.text
        assert client.get(listed["page"]).status_code == 200


def test_a_withdrawn_decision_is_gone_with_its_reason(client):
    problem = told(client, "decisions/21%20000%20200", 410)
    assert problem["status"] == 410 and "It said who <complained>." in problem["detail"]


def test_a_former_code_leads_to_the_same_authority(client):
    assert told(client, "authorities/E06000999")["data"]["code"] == "E06000014"
    assert told(client, "authorities/e07000107")["data"]["code"] == "E07000107"


def test_those_before_and_after_lead_to_each_other(client):
    one = told(client, "authorities/E07000048")["data"]
    assert one["successors"] == [f"{ROOT}authorities/E06000058"]
    assert one["years"] == [
        {
            "year": 2019,
            "figures": f"{ROOT}authorities/E07000048/years/2019/figures",
            "strips": f"{ROOT}authorities/E07000048/years/2019/strips",
        }
    ]


def test_every_link_leads_somewhere(client):
    waiting, seen = [f"{ROOT}{one.path}" for one in ENDPOINTS if "{" not in one.path], set()
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        if response["Content-Type"] == "application/json":
            waiting += links(json.loads(response.content))
    assert len(seen) > 100


def links(value):
    if isinstance(value, dict):
        return [link for one in value.values() for link in links(one)]
    if isinstance(value, list):
        return [link for one in value for link in links(one)]
    return [value] if isinstance(value, str) and value.startswith("/") else []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("decisions?page=0", 400),
        ("decisions?size=201", 400),
        ("decisions?size=20&size=20", 400),
        ("decisions?sort=title", 400),
        ("decisions?year=22", 400),
        ("improvements?state=gone", 400),
        ("years?page=1", 400),
        ("authorities?year=1999", 404),
        ("authorities/E99999999", 404),
        ("authorities/E07000107/years/2018/figures", 404),
        ("national/1999", 404),
        ("decisions/none", 404),
        ("nothing/here", 404),
        ("", 404),
    ],
)
def test_what_cannot_be_answered_is_said_as_a_problem(client, address, status):
    response = client.get(f"{ROOT}{address}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert problem["status"] == status and problem["title"] and problem["detail"]


def test_any_page_may_read_it_and_nobody_may_write(client):
    response = client.get(f"{ROOT}years")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{ROOT}years", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post(f"{ROOT}years").status_code == 405
