"""The table of the front page: what may be ranked, and what never is."""

from hypothesis import given
from hypothesis import strategies as some

from upheld.publication.website.front_asking import ORDERS, SORTS, Asked, address
from upheld.publication.website.front_rows import TOLD, Row, parts
from upheld.vocabulary.values import Verdict

KINDS = ("district", "unitary")
ASKED = Asked("uphold_rate", 2022, "lower")


def row(name: str, rate: float | None, verdict: Verdict, kind: str, region: str) -> Row:
    return Row(name, name, name, name, kind, region, "rate", rate, "", None, None, verdict)


ROWS = some.lists(
    some.builds(
        row,
        some.text("abc", min_size=1, max_size=3),
        some.floats(0, 1),
        some.sampled_from(list(Verdict)),
        some.sampled_from(KINDS),
        some.sampled_from(["", "North", "South"]),
    )
).map(lambda rows: sorted(rows, key=lambda one: one.name))


@given(ROWS, some.sampled_from(SORTS), some.sampled_from(ORDERS))
def test_what_is_too_few_to_tell_is_never_put_in_an_order_of_figures(rows, sort, order):
    found = parts(rows, Asked("uphold_rate", 2022, "lower", sort=sort, order=order), KINDS)
    assert all(one.verdict in TOLD for one in found.compared)
    assert all(one.verdict is Verdict.TOO_FEW for one in found.too_few)
    for apart in (found.too_few, found.others):
        assert [one.name for one in apart] == sorted(one.name for one in apart)
    assert found.number == len(rows)


@given(ROWS, some.sampled_from(ORDERS))
def test_those_compared_are_in_the_order_asked_for(rows, order):
    by_rate = parts(rows, Asked("uphold_rate", 2022, "lower", sort="rate", order=order), KINDS).compared
    assert [one.rate for one in by_rate] == sorted((one.rate for one in by_rate), reverse=order == "down")
    by_verdict = parts(rows, Asked("uphold_rate", 2022, "lower", sort="verdict"), KINDS).compared
    assert [TOLD.index(one.verdict) for one in by_verdict] == sorted(TOLD.index(one.verdict) for one in by_verdict)


@given(ROWS, some.sampled_from(["", *KINDS]), some.sampled_from(["", "North"]), some.text("abcABC", max_size=2))
def test_a_filter_leaves_what_fits_and_nothing_else(rows, kind, region, name):
    found = parts(rows, Asked("uphold_rate", 2022, "lower", kind=kind, region=region, name=name), KINDS)
    for one in (*found.compared, *found.too_few, *found.others):
        assert kind in ("", one.kind) and region in ("", one.region) and name.lower() in one.name
    wanted = [one for one in rows if kind in ("", one.kind) and region in ("", one.region) and name.lower() in one.name]
    assert found.number == len(wanted)


def test_an_address_tells_only_what_is_not_the_first_choice():
    assert address(ASKED, ASKED) == "/"
    assert address(ASKED, ASKED, sort="rate", year=2021) == "/?year=2021&sort=rate"
    assert address(Asked("uphold_rate", 2022, "lower", name="a&b"), ASKED, colour="rate") == "/?colour=rate&name=a%26b"


def test_a_sign_follows_the_verdict():
    signs = {verdict: row("a", 0.5, verdict, "district", "").sign for verdict in Verdict}
    assert signs[Verdict.MUCH_HIGHER] == "much-higher" and signs[Verdict.TOO_FEW] == "too-few"
    assert {signs[Verdict.WITHHELD], signs[Verdict.NOT_COMPARED]} == {"none"}
