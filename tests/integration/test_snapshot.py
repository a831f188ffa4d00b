"""The frozen register: every event counted for whom the rule says, equal bytes, nothing about people."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import make_authority
from upheld.editions import snapshot_files
from upheld.editions.snapshot import hash_of, write
from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Refused

LAST, FIRST = date(2021, 3, 31), date(2021, 4, 1)
PERSONAL = "Mrs Secret of 1 High Street"


@pytest.fixture
def directory() -> AuthorityDirectory:
    return AuthorityDirectory(
        [
            make_authority("stays"),
            make_authority("north", end=LAST, successors=["merged"]),
            make_authority("south", end=LAST, successors=["merged"]),
            make_authority("merged", start=FIRST, end=date(2023, 3, 31), successors=["later"]),
            make_authority("later", start=date(2023, 4, 1)),
            make_authority("split", end=LAST, successors=["east", "west"]),
            make_authority("east", start=FIRST),
            make_authority("west", start=FIRST),
        ]
    )


def keep_case(reference: str, authority: str, received: date, decided: date | None = None, **more: Any) -> Any:
    """A case in the register."""
    from upheld.register.models import Case

    return Case.objects.create(
        reference=reference,
        authority=authority,
        received_on=received,
        decided_on=decided,
        outcome=more.pop("outcome", "upheld" if decided else ""),
        subject=more.pop("subject", "Housing"),
        summary=PERSONAL,
        public_report_title=PERSONAL,
        **more,
    )


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a snapshot's table."""
    from pyarrow.parquet import read_table

    return read_table(SnapshotFiles(folder).table(table)).to_pylist()


def fill(seed: int = 7, number: int = 300) -> dict[str, tuple[str, str]]:
    """Cases at random round the edges of the authorities' lives, each with all that can hang on a case."""
    from upheld.register.models import Compliance, Enquiry, Recommendation

    dice = random.Random(seed)
    named = {}
    for n in dice.sample(range(number), number):
        authority = dice.choice(("stays", "north", "south", "split"))
        successor = {"split": dice.choice(("east", "west")), "north": dice.choice(("", "merged"))}.get(authority, "")
        received = dice.choice((LAST, FIRST)) + timedelta(days=dice.randint(-3, 3))
        decided = received + timedelta(days=dice.choice((0, 1, 3, 800))) if dice.random() < 0.8 else None
        case = keep_case(f"case-{n}", authority, received, decided, successor=successor)
        named[case.reference] = (authority, successor)
        due = received + timedelta(days=dice.randint(0, 4))
        Enquiry.objects.create(case=case, sent_on=received, due_on=due)
        if decided:
            recorded = decided + timedelta(days=dice.randint(0, 4))
            Recommendation.objects.create(
                case=case, number=1, category="apology", text=PERSONAL, public=False, due_on=decided
            )
            if dice.random() < 0.7:
                Compliance.objects.create(case=case, recorded_on=recorded, result="late")
    return named


def test_each_event_counts_for_whom_the_rule_says(
    either_register: object, directory: AuthorityDirectory, tmp_path: Path
):
    named = fill()
    write(directory, tmp_path)
    owners = {
        "cases": ("reference", (("received_on", "received_by"), ("decided_on", "decided_by"))),
        "compliance": ("case_reference", (("recorded_on", "counted_for"),)),
        "recommendations": ("case_reference", (("decided_on", "decided_by"), ("recorded_on", "counted_for"))),
        "enquiries": ("case_reference", (("due_on", "counted_for"),)),
    }
    for table, (key, events) in owners.items():
        found = rows(tmp_path, table)
        assert len(found) > 150
        for row in found:
            authority, successor = named[row[key]]
            for day, owner in events:
                expected = row[day] and responsible(directory, authority, row[day], successor)
                assert row[owner] == expected, (table, row)


def test_open_cases_go_to_whoever_answers_the_next_morning(
    either_register: object, directory: AuthorityDirectory, tmp_path: Path
):
    """Held against the rule asked on every day between receipt and decision."""
    named = fill()
    keep_case("case-of-two-hands", "north", LAST, date(2023, 4, 1))
    keep_case("case-of-nobody-yet", "split", LAST)
    named |= {"case-of-two-hands": ("north", ""), "case-of-nobody-yet": ("split", "")}
    write(directory, tmp_path)
    expected = []
    for case in rows(tmp_path, "cases"):
        day, until = case["received_on"], case["decided_on"] or date(2024, 1, 1)
        before = case["received_by"]
        while (day := day + timedelta(days=1)) <= until:
            try:
                holder = responsible(directory, named[case["reference"]][0], day, named[case["reference"]][1])
            except NoSingleSuccessor:
                holder = ""
            if holder != before:
                expected.append((case["reference"], day, before, holder, case["decided_on"]))
            before = holder
    found = [tuple(row.values()) for row in rows(tmp_path, "handovers")]
    assert found == sorted(expected)
    assert ("case-of-two-hands", date(2023, 4, 1), "merged", "later", date(2023, 4, 1)) in found
    assert ("case-of-nobody-yet", FIRST, "split", "", None) in found


def test_files_are_sorted_and_say_nothing_of_people(register: Path, directory: AuthorityDirectory, tmp_path: Path):
    fill()
    write(directory, tmp_path)
    for table, key in snapshot_files.KEYS.items():
        found = rows(tmp_path, table)
        assert found == sorted(found, key=lambda row, key=key: [row[column] for column in key])
        assert list(found[0]) == list(snapshot_files.COLUMNS[table])
        assert not any(PERSONAL in str(value) for row in found for value in row.values())
    assert sorted(path.name for path in tmp_path.glob("*.parquet*")) == sorted(
        f"{table}.parquet" for table in snapshot_files.COLUMNS
    )


def test_equal_registers_have_equal_hashes(either_register: object, directory: AuthorityDirectory, tmp_path: Path):
    """Whatever database holds them, and in whatever order their rows were written."""
    from upheld.register.models import Case

    for reference in ("b", "Ä", "a", "B-10", "B-9"):
        keep_case(reference, "north", FIRST, subject='Roads, "lanes"\nand ways')
    first = write(directory, tmp_path / "one")
    assert write(directory, tmp_path / "two") == first
    assert hash_of(SnapshotFiles(tmp_path / "one")) == first
    assert [row["reference"] for row in rows(tmp_path / "one", "cases")] == ["B-10", "B-9", "a", "b", "Ä"]
    assert rows(tmp_path / "one", "cases")[0]["subject"] == 'Roads, "lanes"\nand ways'
    kept = list(Case.objects.order_by("-reference"))
    Case.objects.all().delete()
    Case.objects.bulk_create(kept)
    assert write(directory, tmp_path / "three") == first
    Case.objects.filter(reference="a").update(satisfactory_remedy=True)
    assert write(directory, tmp_path / "four") != first


def test_both_databases_give_the_same_hash(
    register: Path, postgresql_server: str, directory: AuthorityDirectory, tmp_path: Path
):
    from tests.support import postgresql, registers

    fill()
    on_sqlite = write(directory, tmp_path / "sqlite")
    postgresql.execute(postgresql_server, "DROP DATABASE IF EXISTS other")
    postgresql.execute(postgresql_server, "CREATE DATABASE other TEMPLATE empty")
    with registers.opened(f"{postgresql_server}/other"):
        fill()
        assert write(directory, tmp_path / "postgresql") == on_sqlite


def test_open_cases_and_empty_tables(register: Path, directory: AuthorityDirectory, tmp_path: Path):
    keep_case("open", "split", LAST)
    write(directory, tmp_path)
    [case] = rows(tmp_path, "cases")
    assert (case["received_by"], case["decided_by"], case["outcome"], case["decided_on"]) == (
        "split",
        None,
        None,
        None,
    )
    assert rows(tmp_path, "compliance") == rows(tmp_path, "recommendations") == rows(tmp_path, "enquiries") == []


def test_an_empty_register(register: Path, directory: AuthorityDirectory, tmp_path: Path):
    write(directory, tmp_path)
    assert rows(tmp_path, "cases") == []


def test_a_receipt_before_the_authority_began(register: Path, directory: AuthorityDirectory, tmp_path: Path):
    """One predecessor alive: the receipt is its. Several: it stays with the authority that the case names."""
    keep_case("one", "later", date(2022, 5, 1), date(2023, 5, 1))
    keep_case("several", "merged", LAST, FIRST)
    with pytest.raises(NotYetBegun):
        responsible(directory, "merged", LAST)
    write(directory, tmp_path)
    assert [(row["reference"], row["received_by"], row["decided_by"]) for row in rows(tmp_path, "cases")] == [
        ("one", "merged", "later"),
        ("several", "merged", "merged"),
    ]


def test_a_successor_that_never_comes_after_says_nothing(register: Path, directory: AuthorityDirectory, tmp_path: Path):
    keep_case("odd", "north", LAST, FIRST, successor="stays")
    write(directory, tmp_path)
    assert rows(tmp_path, "cases")[0]["decided_by"] == "merged"


@pytest.mark.parametrize(
    ("authority", "received", "decided", "told"),
    [
        ("split", LAST, FIRST, ("decided_on: '2021-04-01'", "up to 2021-03-31", "east, west")),
        ("merged", date(2021, 3, 1), LAST, ("decided_on: '2021-03-31'", "from 2021-04-01")),
        ("split", FIRST, None, ("received_on", "case case-1")),
        ("nowhere", LAST, FIRST, ("nowhere", "received_on")),
    ],
)
def test_what_nobody_can_take_is_refused(
    register: Path,
    directory: AuthorityDirectory,
    tmp_path: Path,
    authority: str,
    received: date,
    decided: date | None,
    told: tuple[str, ...],
):
    keep_case("case-1", authority, received, decided)
    with pytest.raises(Refused) as refused:
        write(directory, tmp_path)
    message = "; ".join(map(str, refused.value.problems))
    for part in told:
        assert part in message
    assert not list(tmp_path.glob("*.parquet"))


def test_killed_while_writing_it_can_be_run_again(
    register: Path, directory: AuthorityDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    keep_case("case-1", "stays", LAST)
    whole = write(directory, tmp_path / "whole")
    real = snapshot_files._groups

    def killed(rows: Any, columns: Any) -> Any:
        yield from real(rows, columns)
        if "answered_on" in columns.names:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(snapshot_files, "_groups", killed)
        write(directory, tmp_path / "again")
    assert (tmp_path / "again" / ".enquiries.parquet.part").exists()
    assert not (tmp_path / "again" / "enquiries.parquet").exists()
    assert write(directory, tmp_path / "again") == whole


def test_bytes_do_not_depend_on_how_rows_come(tmp_path: Path):
    """Two groups and a bit, in batches that do not fit into them, are the bytes of all rows written at once."""
    import pyarrow as pa
    from pyarrow import parquet

    number = 2 * snapshot_files.ROWS_IN_A_GROUP + 7
    columns = snapshot_files.schema("handovers")
    texts = [f"{one:08d}" for one in range(number)]
    days = pa.array(range(number), pa.int32()).cast(pa.date32())
    rows = pa.Table.from_arrays([pa.array(texts), days, pa.array(texts), pa.array(texts), days], schema=columns)
    whole = tmp_path / "whole.parquet"
    parquet.write_table(
        rows, whole, row_group_size=snapshot_files.ROWS_IN_A_GROUP, compression="zstd", store_schema=False
    )
    for size in (5_000, snapshot_files.ROWS_IN_A_GROUP, number):
        snapshot_files.write_file(rows.to_batches(max_chunksize=size), columns, tmp_path / "parts.parquet")
        assert (tmp_path / "parts.parquet").read_bytes() == whole.read_bytes()


def test_more_rows_than_are_read_or_kept_in_memory_at_once(
    either_register: object, directory: AuthorityDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """However little memory there is and in however many stretches the rows come, the hash is the same."""
    from upheld.register import columns

    fill()
    whole = write(directory, tmp_path / "whole")
    monkeypatch.setattr(columns, "ROWS_AT_A_TIME", 7)
    monkeypatch.setenv("UPHELD_MEMORY", "48MB")
    assert write(directory, tmp_path / "again") == whole
