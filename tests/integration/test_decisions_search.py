"""Searching decisions: what is found and marked, what narrows it down, what a decision shows, what follows it."""

import dataclasses
import re
from datetime import date
from functools import cache
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import small_bundle, small_casework
from tests.support.site import Page, serving
from tests.support.small_casework import ALL, CASEWORK, MANY, NOISY, decision
from upheld.publication.bundle.word_forms import MOST_FORMS
from upheld.publication.website.decision_index import MOST_PHRASES, MOST_WORDS, index_of
from upheld.publication.website.in_use import whole

ATOM = "{http://www.w3.org/2005/Atom}"
DARTFORD = "/authorities/E07000107/decisions/"
ACCENTED = decision(
    "21 000 300", title="Café", text="The café’s neighbours heard drumming. It was loud drumming at night."
)
PHRASED = decision("21 000 301", title="Repairs", text="The council had paid damages. It repaired the roof.")
UNPHRASED = decision("21 000 302", title="Repairs", text="The damages were what the council paid for its repairing.")
GONE_BEFORE = decision("21 000 303", authority="E07000048", decided_on=date(2018, 5, 6), text="A kerb of Christchurch.")
TITLED = decision("21 000 304", title="Potholes in a road", text="It was mended in time. " * 20)
MENTIONED = decision("21 000 305", title="A road", text="A pothole and a pothole. " * 3)
RARE_FORM = decision("21 000 306", title="Rubbish", text="One bin of theirs was full, and the bins nearby too. " * 4)
LINES = decision("21 000 307", title="Gullies", text="The complaint\n\nMr Y’s gully  \n\noverflows.\nIt was cleaned.")
MORE = (ACCENTED, PHRASED, UNPHRASED, GONE_BEFORE, TITLED, MENTIONED, RARE_FORM, LINES)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    casework = dataclasses.replace(CASEWORK, decisions=(*CASEWORK.decisions, *MORE))
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))
    return small_bundle.write(made, tmp_path_factory.mktemp("out"), casework=casework)


@pytest.fixture(scope="module")
def client(bundle):
    with serving(bundle) as client:
        yield client


@cache
def whole_once(bundle):
    return whole(bundle)


def search(client, path="/decisions/", **asked):
    response = client.get(path, asked, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def references(page):
    """The references of the hits, in order."""
    hits = page.partition('<ol class="decisions"')[2].partition("</ol>")[0]
    return re.findall(r"reference ([^<]+)</p>", hits)


def marked(page):
    return re.findall("<mark>(.*?)</mark>", page)


def test_all_decisions_newest_first_and_a_page_after_the_other(client):
    first = search(client)
    assert f"{ALL + len(MORE)} decisions" in first
    assert references(first)[0] == NOISY.reference
    seen = [one for number in (1, 2, 3) for one in references(search(client, page=number))]
    assert len(seen) == len(set(seen)) == ALL + len(MORE)
    assert references(search(client, page=999_999)) == references(search(client, page=3))


def test_words_are_found_in_any_form_without_capitals_and_accents_and_marked(client):
    page = search(client, words="CAFES neighbour")
    assert references(page) == [ACCENTED.reference]
    assert {"café", "neighbours"} <= set(marked(page))
    assert references(search(client, words="swn")) == ["REF/7 a"]


def test_a_heading_does_not_run_into_the_text_below_it(client):
    page = search(client, words="gully")
    assert "The complaint – Mr Y’s <mark>gully</mark> – overflows. It was cleaned." in page


def test_all_words_must_be_there(client):
    assert references(search(client, words="bakery night")) == [NOISY.reference]
    assert "No decision holds" in search(client, words="bakery kerb")


def test_words_between_quotation_marks_are_looked_for_as_they_stand(client):
    assert set(references(search(client, words="paid damages"))) == {PHRASED.reference, UNPHRASED.reference}
    assert references(search(client, words='"paid damages"')) == [PHRASED.reference]
    assert references(search(client, words="“paid damages”")) == [PHRASED.reference]
    assert references(search(client, words='"repairing"')) == [UNPHRASED.reference]
    assert set(references(search(client, words="repairing"))) == {PHRASED.reference, UNPHRASED.reference}


def test_a_title_that_holds_the_words_comes_first(client):
    assert references(search(client, words="pothole")) == [TITLED.reference, MENTIONED.reference]


def test_a_rare_form_of_a_word_is_no_better_a_match(client):
    assert references(search(client, words="bins"))[0] != RARE_FORM.reference
    assert RARE_FORM.reference in [one for n in (1, 2, 3) for one in references(search(client, words="bins", page=n))]


def test_a_reference_and_an_authority_can_be_typed(client):
    assert references(search(client, words=NOISY.reference))[0] == NOISY.reference
    assert GONE_BEFORE.reference in references(search(client, words="christchurch kerb"))


def test_what_stands_in_texts_stays_text(client):
    page = search(client, words="bakery")
    assert "&lt;<mark>bakery</mark>&gt;" in page
    Page(page)
    assert "<change>" not in page


def test_facets_count_what_fits_and_narrow_it_down(client):
    page = search(client, words="bins")
    counts = dict(re.findall(r'href="[^"]*outcome=(\w+)">[^<]*\((\d+)\)', page))
    assert sum(map(int, counts.values())) == int(re.search(r"(\d+) decisions hold", page)[1])
    for outcome, count in counts.items():
        narrowed = search(client, words="bins", outcome=outcome)
        assert re.search(rf"{count} decisions? holds? “bins”", narrowed)
        assert 'href="/decisions/?words=bins"' in narrowed, "the way out of what was chosen"


def test_facets_of_remedies_authorities_and_years(client):
    page = search(client, words="noise")
    assert "remedy=procedure_or_policy" in page
    assert references(search(client, remedy="procedure_or_policy")) == [NOISY.reference]
    assert f"{DARTFORD}?words=noise" in page
    assert references(search(client, DARTFORD, words="kerb")) == []
    assert references(search(client, year="2020")) == ["REF/7 a"]
    assert set(references(search(client, year="2019"))) == {GONE_BEFORE.reference}


def test_an_authority_chosen_in_the_form_leads_to_its_own_address(client):
    response = client.get("/decisions/", {"words": "bins", "authority": "E07000107"})
    assert (response.status_code, response["Location"]) == (302, f"{DARTFORD}?words=bins")
    response = client.get(f"{DARTFORD}?words=bins&authority=")
    assert response["Location"] == "/decisions/?words=bins"


def test_every_authority_with_decisions_can_be_chosen_once(client):
    for path, chosen in (("/decisions/", ""), (DARTFORD, "E07000107")):
        tags = [own for tag, own in Page(search(client, path)).tags if tag == "option" and "E" in (own["value"] or "")]
        assert sorted(own["value"] for own in tags) == ["E06000014", "E06000058", "E07000048", "E07000107"]
        assert [own["value"] for own in tags if "selected" in own] == ([chosen] if chosen else [])


def test_those_before_and_after_an_authority_are_one_step_away(client):
    after = search(client, "/authorities/E06000058/decisions/", words="kerb")
    assert 'href="/authorities/E07000048/decisions/?words=kerb"' in after
    assert after.index('class="related"') > after.index('class="decision-results"'), "what was asked for comes first"
    assert "(1)" in after.partition('class="related"')[2].partition("</section>")[0]
    before = search(client, "/authorities/E07000048/decisions/")
    assert 'href="/authorities/E06000058/decisions/"' in before
    assert 'class="related"' not in search(client, DARTFORD)
    assert 'class="related"' not in search(client, "/authorities/E06000058/decisions/", words="bakery")


def test_what_helps_where_nothing_is_found(client):
    page = search(client, DARTFORD, words="bins kerb", outcome="upheld")
    assert not references(page)
    assert "bins (" in page and "kerb (1 decision)" in page
    assert 'href="/decisions/"' in page
    page = search(client, DARTFORD, words="kerb")
    assert "1 decision holds these words when nothing else is chosen" in page


def test_where_nothing_is_chosen_nothing_is_said_of_a_choice(client):
    assert "No decision holds “zzzzqq”</h2>" in search(client, words="zzzzqq")
    for page in (search(client, DARTFORD, words="zzzzqq"), search(client, words="zzzzqq", outcome="upheld")):
        assert "No decision holds “zzzzqq” and fits what you chose</h2>" in page


def test_the_order_is_told_as_it_is(client):
    assert '<option value="">Best match first; newest first without words</option>' in search(client)
    assert '<option value="">Best match first</option>' in search(client, words="bins")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('"paid damages"', "“paid damages”"),
        ("“paid damages”", "“paid damages”"),
        ("paid damages", "“paid damages”"),
        ('"paid" and "damages"', "“&#34;paid&#34; and &#34;damages&#34;”"),
        ('"', "“&#34;”"),
    ],
)
def test_words_are_put_between_quotation_marks_once(client, words, told):
    page = search(client, words=words)
    assert told in re.search(r'<h2 id="found">(.*?)</h2>', page).group(1)


@pytest.mark.parametrize(
    "asked",
    [
        "words=%20bins%20%20now%00",
        "words=bins&page=1",
        "words=bins&outcome=none",
        "words=bins&x=1",
        "words=a&words=bins",
    ],
)
def test_every_search_has_one_address(client, asked):
    response = client.get(f"/decisions/?{asked}")
    assert response.status_code == 302
    again = client.get(response["Location"])
    assert again.status_code == 200, "one step and no more"


def test_what_is_too_long_is_cut_and_said_so(client):
    usual = search(client, words="bins now")
    assert "at most" not in usual
    for words in ("bins " * 4000)[:12_000], "bins emptied " + "x" * 300, " ".join(f"w{n}" for n in range(20)):
        page = search(client, words=words)
        assert "A search takes at most 12 words and 200 letters." in page
    assert references(search(client, words=" ".join(["bins"] * 14))), "what is left is looked for"
    assert client.get("/decisions/", {"words": "x" * 100_000}).status_code == 414


HOSTILE = [
    '"', '""', '"“', "*", "?", "a*", "text:bins", "title:bins OR 1", "bins AND", "NOT bins", "-bins", "+bins",
    "[a TO z]", "(((((" * 30, "bins~2", "bins^9", "/.*/", "\\", "\x00\x01",
    "\U0001f600",
    "ŵ" * 150, "'; DROP TABLE decisions; --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s %d", "…", "\u202e\u200b",
    "the a of to in was not it bins now for six", '"the bins" "were not" "emptied for"',
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_search_text_is_text(client, words):
    page = search(client, words=words)
    Page(page)
    assert "<script>alert" not in page and "holds “49”" not in page


def test_operators_are_words(client):
    assert not references(search(client, words="NOT bakery bins"))
    assert "No decision holds" in search(client, words="bakery OR kerb")
    assert "No decision holds" in search(client, words="bake*")


texts = st.text(st.characters(codec=None, exclude_categories=["Cs"]), max_size=300) | st.sampled_from(HOSTILE)
names = st.sampled_from(["words", "subject", "outcome", "year", "remedy", "sort", "page", "authority"]) | st.text(
    max_size=5
)
asked_for = st.lists(st.tuples(names, texts | st.integers().map(str)), max_size=8)


@settings(max_examples=150, deadline=None)
@given(asked_for, st.sampled_from(["/decisions/", DARTFORD, "/decisions/feed.atom", f"{DARTFORD}feed.atom"]))
def test_anything_asked_for_is_answered(client, asked, path):
    """It leads to the one address of a search, then to its last page where it has fewer: two steps at most."""
    response = client.get(f"{path}?{urlencode(asked)}", follow=True)
    assert response.status_code == 200 and len(response.redirect_chain) <= 2
    if path.endswith(".atom"):
        ElementTree.fromstring(response.content)
    else:
        Page(response.content.decode())


@settings(max_examples=300, deadline=None)
@given(texts | st.lists(st.sampled_from(['"', "bins", " ", "the “six”", "”", "w-x-y", "1", "council’s"])).map("".join))
def test_the_work_of_a_search_is_bounded_whatever_is_written(bundle, words):
    index = index_of(whole_once(bundle))
    wanted = index.wanted(words)
    assert sum(len(one.words) for one in wanted) <= MOST_WORDS
    assert sum(len(one.words) > 1 for one in wanted) <= MOST_PHRASES
    assert all(len(forms) <= MOST_FORMS for forms in index.forms.values())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_text_are_answered(client, raw):
    query = "words=" + "".join(f"%{byte:02X}" for byte in raw)
    response = client.get(f"/decisions/?{query}", follow=True)
    assert response.status_code == 200


def test_a_decision_says_what_was_found_and_agreed(client):
    page = Page(client.get(f"/decisions/{NOISY.reference}/").content.decode())
    assert "We found fault." in page.text and "& to <change> how" in page.text
    for state in small_casework.STATES:
        assert f"Write down how noise is measured ({state})." in page.text
    words = " ".join(page.text.split())
    assert "(done, some day). Procedure or policy. Done on time; it was due by 1 May 2022" in words
    assert "(late, some day). Procedure or policy. Done late; it was due by 1 May 2022" in words
    assert client.get("/decisions/REF%2F7%20a/").status_code == 200


def test_a_withdrawn_decision_is_gone_with_its_reason_and_from_everything(client):
    response = client.get("/decisions/21 000 200/")
    assert response.status_code == 410
    assert "It said who <complained>." in Page(response.content.decode()).text
    assert "No reason was given." in client.get("/decisions/21 000 201/").content.decode()
    for path in ("/decisions/", DARTFORD, "/decisions/feed.atom"):
        assert "21 000 200" not in client.get(path, follow=True).content.decode()
    assert "21 000 200" not in references(search(client, words="21 000 200"))


def entries(client, path, **asked):
    response = client.get(path, asked, follow=True)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    return feed, feed.findall(f"{ATOM}entry")


def test_a_feed_of_every_search(client):
    whole, found = entries(client, "/decisions/feed.atom")
    assert len(found) == min(50, ALL + len(MORE))
    assert [one.find(f"{ATOM}updated").text for one in found] == sorted(
        (one.find(f"{ATOM}updated").text for one in found), reverse=True
    )
    page = search(client, words="bins", outcome="not_upheld")
    address = re.search(r'href="([^"]*feed\.atom[^"]*)" type="application/atom', page.rpartition("<main")[2])[1]
    own, found = entries(client, address.replace("&amp;", "&"))
    assert 0 < len(found) < MANY
    assert own.find(f"{ATOM}id").text != whole.find(f"{ATOM}id").text
    assert "bins" in own.find(f"{ATOM}title").text
    total = int(re.search(r"(\d+) decisions hold", page)[1])
    assert len(found) == min(50, total)


def test_ids_in_feeds_stay_whatever_the_search(client):
    ids = {}
    for asked in ({}, {"words": "noise"}, {"outcome": "upheld"}):
        for one in entries(client, "/decisions/feed.atom", **asked)[1]:
            link = one.find(f"{ATOM}link").get("href")
            assert ids.setdefault(link, one.find(f"{ATOM}id").text) == one.find(f"{ATOM}id").text
