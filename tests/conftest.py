"""What tests share: registers of their own, and no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import few_authorities as few
from tests.support import postgresql, registers

# The same examples each time, and no mistake found in how long they took: a run never fails by chance. To look for
# more, run the property tests with --hypothesis-profile=explore now and then.
QUIETLY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ours", derandomize=True, database=None, **QUIETLY)
settings.register_profile("explore", max_examples=2000, **QUIETLY)
settings.load_profile("ours")


# Files that take minutes, the longest first: begun first, so that nothing waits for one of them at the end.
LONG = (
    "browser/test_walk_of_casework.py",
    "browser/test_walk_of_a_release.py",
    "properties/test_engines_agree.py",
    "integration/test_review_years.py",
    "integration/test_review.py",
    "integration/test_counting_straight.py",
    "browser/test_every_page.py",
    "integration/test_review_killed.py",
    "integration/test_release_killed.py",
    "integration/test_sending_killed.py",
    "browser/test_other_ombudsman.py",
    "integration/test_redrawing.py",
)


# Files whose years are about other things than figures: their England has few authorities, and so few letters.
WITH_FEW = (
    "browser/test_walk_of_casework.py",
    "browser/test_walk_of_a_release.py",
    "integration/test_counting_straight.py",
    "integration/test_mailing.py",
    "integration/test_own_extracts.py",
    "integration/test_renewing.py",
    "integration/test_review.py",
    "integration/test_review_years.py",
    "integration/test_starting.py",
    "integration/test_working.py",
)


@pytest.fixture(scope="session")
def few_authorities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of schemes: England's with few authorities."""
    return few.write(tmp_path_factory.mktemp("schemes"))


@pytest.fixture(scope="module", autouse=True)
def authorities_of_the_file(request: pytest.FixtureRequest) -> Iterator[None]:
    """England as the file is to have it."""
    if request.path.relative_to(Path(__file__).parent).as_posix() not in WITH_FEW:
        yield
        return
    with few.only(request.getfixturevalue("few_authorities")):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; all else stays in its order."""
    here = Path(__file__).parent
    places = {here / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one option of our own."""
    parser.addoption("--renew-pictures", action="store_true", help="write the pictures that browser tests compare with")


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Path:
    """A SQLite register with its tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("register") / "register.sqlite3"
    with django_db_blocker.unblock(), registers.opened(str(path)):  # type: ignore[attr-defined]
        registers.migrate()
    return path


@pytest.fixture
def register(empty_register: Path, tmp_path: Path, django_db_blocker: object) -> Iterator[Path]:
    """An empty SQLite register that the test works on; its path."""
    path = tmp_path / "register" / "register.sqlite3"
    path.parent.mkdir()
    shutil.copy(empty_register, path)
    with django_db_blocker.unblock(), registers.opened(str(path)):  # type: ignore[attr-defined]
        yield path


@pytest.fixture(scope="session")
def postgresql_server(django_db_blocker: object) -> Iterator[str]:
    """A PostgreSQL server with a template of an empty register."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    with postgresql.server() as where:
        postgresql.execute(where, "CREATE DATABASE empty")
        with django_db_blocker.unblock(), registers.opened(f"{where}/empty"):  # type: ignore[attr-defined]
            registers.migrate()
        yield where


@pytest.fixture
def postgresql_register(postgresql_server: str, django_db_blocker: object) -> Iterator[str]:
    """An empty register on PostgreSQL that the test works on; where it is."""
    postgresql.execute(postgresql_server, "DROP DATABASE IF EXISTS register")
    postgresql.execute(postgresql_server, "CREATE DATABASE register TEMPLATE empty")
    with django_db_blocker.unblock(), registers.opened(f"{postgresql_server}/register"):  # type: ignore[attr-defined]
        yield f"{postgresql_server}/register"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_register(request: pytest.FixtureRequest) -> object:
    """An empty register, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue("register" if request.param == "sqlite" else "postgresql_register")
