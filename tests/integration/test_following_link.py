"""The site links to where one follows, where a setting says where that is; and its addresses are understood there."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test.utils import override_settings

from tests.support.site import Page, serving
from tests.support.subscriptions import Bundles
from upheld.publication.subscriptions.following import Followed, What, search_of, wanted, written_of

FOLLOW = "https://follow.example"


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    return Bundles(tmp_path_factory.mktemp("bundles"))


@pytest.fixture(scope="module")
def bundle(bundles):
    return bundles.write()


CASES = [
    ("/authorities/E07000107/", Followed(What.AUTHORITY, "E07000107")),
    ("/decisions/?subject=Housing", Followed(What.SUBJECT, "Housing")),
    ("/decisions/?words=noise+%26+damp", Followed(What.SEARCH, "?words=noise+%26+damp")),
    ("/authorities/E07000107/decisions/", Followed(What.AUTHORITY, "E07000107")),
    ("/authorities/E07000107/decisions/?words=noise", Followed(What.SEARCH, "?words=noise&authority=E07000107")),
    ("/decisions/", None),
]


@pytest.mark.parametrize(("path", "followed"), CASES)
def test_a_page_leads_to_its_own_form(bundles, bundle, path, followed):
    with serving(bundles.link) as site, override_settings(UPHELD_FOLLOW=FOLLOW):
        (link,) = [one for one in Page(site.get(path).content.decode()).links if one.startswith(FOLLOW)]
    assert urlsplit(link).path == "/follow/"
    assert wanted(bundle, dict(parse_qsl(urlsplit(link).query))) == followed


@pytest.mark.parametrize("path", [path for path, _ in CASES])
def test_without_the_setting_nothing_shows(bundles, bundle, path):
    with serving(bundles.link) as site, override_settings(UPHELD_FOLLOW=""):
        assert "by e-mail or feed" not in site.get(path).content.decode()


@pytest.mark.parametrize("followed", [one for _, one in CASES if one])
def test_what_is_followed_has_one_spelling(bundle, followed):
    assert wanted(bundle, dict(parse_qsl(written_of(bundle, followed)[1:]))) == followed
    if followed.kind == What.SEARCH:
        assert wanted(bundle, dict(parse_qsl(followed.value[1:]))) == followed
        assert search_of(bundle, followed.value).words.startswith("noise")
