"""The API answers as its description says, whatever it is asked: requests are drawn from the description itself."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from tests.support import small_bundle
from tests.support.site import serving
from tests.support.wsgi import HOST, Site
from upheld.publication.website.api.declaration import ENDPOINTS, ROOT

BOUNDED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
KNOWN = {
    "code": ["E07000107", "E06000999", "E26000001", "E07000199"],
    "year": [2022, 2021],
    "reference": ["21 000 001", "21 000 002"],
}
"""Values that are in the bundle: drawn at random, hardly any request would find something."""

CONFIG = SchemathesisConfig.from_dict(
    {"seed": 1, "checks": {"positive_data_acceptance": {"expected-statuses": ["200", "404", "410"]}}}
)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))
    bundle = small_bundle.write(made, tmp_path_factory.mktemp("out"), number=2)
    with serving(bundle):
        site = Site(bundle)

        def asked_here(environ, start):
            return site.application({**environ, "HTTP_HOST": HOST, "HTTP_ACCEPT_ENCODING": "identity"}, start)

        yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", asked_here, config=CONFIG)


def ask(operation, mode, fill):
    """Draw requests, hold every answer against the description, and return the statuses seen."""
    seen = []

    @BOUNDED
    @given(st.data())
    def drawn(data):
        case = data.draw(operation.as_strategy(mode))
        for name in case.path_parameters if fill else ():
            case.path_parameters[name] = data.draw(st.sampled_from(KNOWN[name]))
        response = case.call_and_validate()
        assert response.status_code < 500
        seen.append(response.status_code)

    drawn()
    return seen


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.name)
def test_a_request_by_the_description_is_answered_as_it_says(described, endpoint):
    seen = ask(described[f"/{endpoint.path}"]["GET"], GenerationMode.POSITIVE, fill=True)
    assert 200 in seen


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.name)
def test_a_request_against_the_description_is_refused_as_it_says(described, endpoint):
    operation = described[f"/{endpoint.path}"]["GET"]
    if not operation.path_parameters.items and not operation.query.items:
        return
    seen = ask(operation, GenerationMode.NEGATIVE, fill=False)
    assert seen and not any(200 <= status < 300 for status in seen)


def test_the_description_is_openapi_and_names_every_address(described):
    document = described.raw_schema
    assert document["openapi"].startswith("3.1.")
    assert set(document["paths"]) == {f"/{one.path}" for one in ENDPOINTS}
    described.validate()
