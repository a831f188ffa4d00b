"""Pages that explain: the glossary, the formulas, who answers questions."""

import pytest
from pydantic import ValidationError

from tests.support import small_bundle
from tests.support.site import Page, serving
from upheld.vocabulary.explaining_wording import Glossary

LGO = "https://www.lgo.org.uk/contact-us"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


def page(made, out, path, **changes):
    small_bundle.write(made, out, **changes)
    with serving(out / "bundle") as client:
        response = client.get(path)
    assert response.status_code == 200
    return Page(response.content.decode())


def test_an_authoritys_page_leads_to_the_words_that_it_uses(made, tmp_path):
    words = set(page(made, tmp_path, "/glossary/").ids)
    asked = [link for link in page(made, tmp_path, "/authorities/E07000107/").links if link.startswith("/glossary/#")]
    assert len(asked) >= 4
    assert {link.partition("#")[2] for link in asked} <= words


def test_the_glossary_says_what_each_verdict_means(made, tmp_path):
    assert "too-few-to-tell-verdict" in page(made, tmp_path, "/glossary/").ids


def test_the_method_gives_its_formulas_and_thresholds(made, tmp_path):
    found = page(made, tmp_path, "/method/")
    assert "formulas" in found.ids
    for told in ("(x + z²/2 ± z", "0.025", "0.001", "at least 5"):
        assert told in found.text


def test_nobody_is_sent_to_the_ombudsman_with_made_up_figures(made, tmp_path):
    assert LGO not in page(made, tmp_path / "sample", "/contact/", sample=True).links
    assert LGO in page(made, tmp_path / "real", "/contact/", sample=False).links


def test_a_page_can_only_lead_to_words_that_the_glossary_has():
    texts = dict.fromkeys(("title", "lead", "verdicts", "on_pages_label"), "x")
    terms = {"rate": {"term": "Rate", "meaning": "x"}}
    assert Glossary.model_validate({**texts, "on_pages": ["rate"], "terms": terms})
    with pytest.raises(ValidationError, match="none of the terms"):
        Glossary.model_validate({**texts, "on_pages": ["base"], "terms": terms})
    with pytest.raises(ValidationError):
        Glossary.model_validate({**texts, "on_pages": [], "terms": {"a b": terms["rate"]}})


def test_a_middle_between_two_days_is_told_as_in_the_letter(made, tmp_path):
    """12.5 days: half were 12 days late or more, on the page and in the letter."""
    small_bundle.write(made, tmp_path)
    with serving(tmp_path / "bundle") as client:
        assert "half of these were 12 days late or more" in client.get("/authorities/E07000107/").content.decode()
