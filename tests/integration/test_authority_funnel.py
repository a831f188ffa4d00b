"""The funnel on an authority's page: its own dot is marked, everybody else's is there, and nothing withheld is."""

from __future__ import annotations

import re

import pytest

from tests.support import small_bundle
from tests.support.site import serving


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("funnel")
    return small_bundle.write(small_bundle.ingredients(folder / "made"), folder / "out")


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def marked(client, code):
    text = client.get(f"/authorities/{code}/").content.decode()
    return re.findall(r'class="marked" aria-current="true"><title>(.*?)</title>', text), text


@pytest.mark.parametrize(("code", "name"), [("E06000014", "Yörk"), ("E06000058", "BCP")])
def test_each_page_marks_its_own_authority_and_no_other(client, code, name):
    for _ in range(2):  # the second time the drawing is kept
        own, text = marked(client, code)
        assert len(own) == 1 and own[0].startswith(name)
        assert text.count("<polyline") == marked(client, "E06000014")[1].count("<polyline")


def test_a_withheld_figure_has_no_dot(client):
    own, text = marked(client, "E07000199")
    assert own == []
    assert "no dot, because it has no rate to show" in text
    assert 'class="funnel"' in text
    assert "Small Place:" not in text.split('class="funnel"')[1].split("</svg>")[0]


def test_a_kind_without_a_group_has_no_funnel(client):
    own, text = marked(client, "E26000001")
    assert own == [] and 'class="funnel"' not in text


def test_a_dot_of_several_leads_to_the_table_of_its_kind(client):
    text = client.get("/national/2022/district/").content.decode()
    own = client.get("/authorities/E07000107/").content.decode()
    for anchor in re.findall(r'href="(/national/2022/district/#of-\d+)"', own):
        assert f'id="{anchor.split("#")[1]}"' in text
