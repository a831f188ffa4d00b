"""The sample: the same bytes each time, true to the extract's rules, near the published averages."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pytest

from sample_data.__main__ import main
from sample_data.bodies import directory
from upheld.intake.actions import check
from upheld.statistics.responsibility import responsible
from upheld.vocabulary import scheme_loader

ROOT = Path(__file__).parents[2]
SCHEME = scheme_loader.load("local-government-england")
DIRECTORY = directory(SCHEME.authorities)
YEARS = (2020, 2021, 2022)
DARTFORD = "E07000107"
SMALL = ROOT / "sample_data" / "small"


def day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@dataclass
class Sample:
    """A folder's tables, read in the plainest way; of a case also its authority's id, its days, its year."""

    folder: Path

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def cases(self) -> dict[str, dict]:
        found = {}
        for row in self.rows("cases"):
            received, decided = day(row["received_on"]), day(row["decided_on"])
            one = DIRECTORY.find(row["authority"], decided or date(2022, 3, 31)).id
            year = SCHEME.last_day.year_of(decided).ending if decided else None
            found[row["reference"]] = {
                **row,
                "id": one,
                "received": received,
                "decided": decided,
                "year": year,
            }
        return found

    @cached_property
    def compliance(self) -> dict[str, dict[str, str]]:
        return {row["case_reference"]: row for row in self.rows("compliance")}

    @cached_property
    def recommendations(self) -> dict[str, list[dict[str, str]]]:
        found = defaultdict(list)
        for row in self.rows("recommendations"):
            found[row["case_reference"]].append(row)
        return found

    def count(self, what: Callable[[dict], bool], **having: object) -> int:
        return sum(what(case) and all(case[k] == v for k, v in having.items()) for case in self.cases.values())


def investigated(case: dict) -> bool:
    return case["outcome"] in ("upheld", "not_upheld")


def upheld(case: dict) -> bool:
    return case["outcome"] == "upheld"


def satisfactory(case: dict) -> bool:
    return case["satisfactory_remedy"] == "true"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    assert main(["--out", str(folder)]) == 0
    return Sample(folder)


@pytest.fixture(scope="module", params=["full", "small"])
def sample(request: pytest.FixtureRequest) -> Sample:
    return Sample(SMALL) if request.param == "small" else request.getfixturevalue("full")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def in_another_process(folder: Path, hash_seed: str, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    command = [sys.executable, "-m", "sample_data", "--out", str(folder), *options]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_same_options_make_the_same_bytes_whatever_the_order_of_hashes(full, tmp_path):
    assert in_another_process(tmp_path, "77").returncode == 0
    assert digests(tmp_path) == digests(full.folder)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_workbooks_and_parquet_are_the_same_bytes_too(form, tmp_path):
    options = [f"--format={form}", "--cases=40", "--years=2022", "--authorities=E07000107,E10000016"]
    for name in ("a", "b"):
        assert main(["--out", str(tmp_path / name), *options]) == 0
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_makes_another_sample(tmp_path):
    for seed in ("1", "2"):
        main(["--out", str(tmp_path / seed), f"--seed={seed}", "--cases=40", "--years=2022"])
    assert digests(tmp_path / "1")["cases.csv"] != digests(tmp_path / "2")["cases.csv"]


def test_the_small_sample_is_what_the_generator_makes(tmp_path):
    """Remake it with ``python -m sample_data --small --out sample_data/small``."""
    main(["--small", "--out", str(tmp_path)])
    assert digests(tmp_path) == digests(SMALL)


def test_the_small_sample_is_small_and_has_a_row_of_everything():
    small = Sample(SMALL)
    assert 60 <= len(small.cases) <= 120
    assert len({case["id"] for case in small.cases.values()}) == 7
    assert all(small.rows(path.stem) for path in SMALL.glob("*.csv"))
    assert len([*SMALL.glob("*.csv")]) == 16
    crossed = [row for ref, row in small.compliance.items() if small.cases[ref]["successor"]]
    assert any(row["recorded_on"] > "2021-03-31" for row in crossed)  # Northamptonshire's, taken over by name


def test_as_many_cases_as_asked_for(full):
    decided = Counter(case["year"] for case in full.cases.values() if case["decided"])
    assert decided[2020] == decided[2022] == 17_000
    assert 10_000 < decided[2021] < 13_000  # closed for three months
    assert decided[2019] < 1_000  # here only because their remedies fell due later


def test_all_is_marked_as_sample(sample):
    about = tomllib.loads((sample.folder / "extract.toml").read_text("utf-8"))
    assert about["sample"] is True
    assert "made-up" in about["title"]
    assert all(reference.startswith("SAMPLE-") for reference in sample.cases)
    assert all(row["text"].startswith("Sample: this is a made-up decision") for row in sample.rows("decisions"))


@pytest.mark.parametrize("which", ["full", "small"])
def test_dartford_has_the_figures_of_its_letter(which, request):
    one = Sample(SMALL) if which == "small" else request.getfixturevalue("full")
    assert one.count(investigated, id=DARTFORD, year=2022) == 2
    assert one.count(upheld, id=DARTFORD, year=2022) == 1
    assert one.count(satisfactory, id=DARTFORD, year=2022) == 0
    results = [
        row["result"]
        for reference, row in one.compliance.items()
        if one.cases[reference]["id"] == DARTFORD and date(2021, 4, 1) <= day(row["recorded_on"]) <= date(2022, 3, 31)
    ]
    assert results == ["on_time"]


# Averages of similar authorities for the year to March 2022 that were published, in whole percent.
@pytest.mark.parametrize(("kind", "percent"), [("district", 51), ("unitary", 64), ("county", 71)])
def test_uphold_rates_of_kinds_are_the_published_averages(full, kind, percent):
    assert round(100 * rate(full, kind, upheld, investigated)) == percent


@pytest.mark.parametrize("kind", ["metropolitan", "london_borough"])
def test_uphold_rates_of_other_kinds_leave_the_national_rate_as_it_was(full, kind):
    assert 0.62 < rate(full, kind, upheld, investigated) < 0.75
    assert round(100 * full.count(upheld, year=2022) / full.count(investigated, year=2022)) == 66


def test_districts_offered_a_fifth_of_their_remedies_themselves(full):
    assert round(100 * rate(full, "district", satisfactory, upheld)) == 20


def rate(full: Sample, kind: str, counted: Callable[[dict], bool], base: Callable[[dict], bool]) -> float:
    members = [case for case in full.cases.values() if DIRECTORY[case["id"]].kind == kind and case["year"] == 2022]
    return sum(map(counted, members)) / sum(map(base, members))


@pytest.mark.parametrize("year", YEARS)
def test_failures_are_rare_but_no_group_is_without_one(full, year):
    results = defaultdict(Counter)
    for reference, row in full.compliance.items():
        recorded, case = day(row["recorded_on"]), full.cases[reference]
        if SCHEME.last_day.year_of(recorded).ending == year:
            kind = DIRECTORY[answering(case, recorded)].kind
            results[kind][row["result"]] += 1
    for kind in SCHEME.grouped_kinds:
        assert 0 < results[kind]["not_complied"] / results[kind].total() <= 0.007, kind
        assert results[kind]["late"] / results[kind].total() > 0.03, kind
    assert results["district"]["not_complied"] == 1


def test_the_districts_compliance_rate_is_shown_as_more_than_99_percent(full):
    results = Counter(
        row["result"]
        for reference, row in full.compliance.items()
        if year_of(day(row["recorded_on"])) == 2022
        and DIRECTORY[answering(full.cases[reference], day(row["recorded_on"]))].kind == "district"
    )
    assert 0 < results["not_complied"] / results.total() < 0.005


def answering(case: dict, on: date) -> str:
    """The authority that answers for an event of a case; raises where none can be told."""
    return responsible(DIRECTORY, case["id"], on, case["successor"])


@pytest.mark.parametrize("year", YEARS)
def test_about_half_of_the_authorities_have_fewer_than_ten_investigations(full, year):
    living = DIRECTORY.living(SCHEME.year(year).end)
    counts = Counter(case["id"] for case in full.cases.values() if case["year"] == year and investigated(case))
    few = sum(counts[one.id] < 10 for one in living)
    assert 0.45 < few / len(living) < 0.70
    assert any(counts[one.id] == 0 for one in living)
    assert max(counts[one.id] for one in living if one.kind == "district") <= 15


def test_some_authorities_had_no_case_at_all(full):
    had = {case["id"] for case in full.cases.values() if 2022 in (case["year"], year_of(case["received"]))}
    assert [one for one in DIRECTORY.living(date(2022, 3, 31)) if one.id not in had]


def year_of(on: date) -> int:
    return SCHEME.last_day.year_of(on).ending


def test_few_cases_came_while_the_office_was_closed(full):
    def months(year: int, field: str) -> int:
        return full.count(lambda case: bool(case[field]) and date(year, 4, 1) <= case[field] <= date(year, 6, 30))

    assert months(2020, "received") < 0.1 * months(2021, "received")
    assert months(2020, "decided") < 0.3 * months(2021, "decided")


def test_control_totals_are_what_is_counted(sample):
    by_authority = defaultdict(list)
    for case in sample.cases.values():
        by_authority[case["id"]].append(case)
    for row in sample.rows("control_totals"):
        start, end = SCHEME.year(int(row["year"])).start, SCHEME.year(int(row["year"])).end
        cases = by_authority[row["authority"]]
        open_before = [c for c in cases if c["received"] < start and (c["decided"] is None or c["decided"] >= start)]
        open_after = [c for c in cases if c["received"] <= end and (c["decided"] is None or c["decided"] > end)]
        counted = (
            len(open_before),
            sum(start <= c["received"] <= end for c in cases),
            sum(c["decided"] is not None and start <= c["decided"] <= end for c in cases),
            len(open_after),
        )
        stated = tuple(int(row[name]) for name in ("brought_forward", "received", "decided", "carried_forward"))
        assert stated == counted, row
        assert stated[0] + stated[1] == stated[2] + stated[3], row


def test_every_authority_of_a_year_has_control_totals(full):
    stated = {(row["authority"], int(row["year"])) for row in full.rows("control_totals")}
    assert stated == {(one.id, year) for year in YEARS for one in DIRECTORY.living(SCHEME.year(year).end)}


def test_cases_lie_within_their_authorities_lives(sample):
    for case in sample.cases.values():
        authority = DIRECTORY[case["id"]]
        assert authority.lives(case["received"]), case
        if case["decided"]:
            assert authority.lives(case["decided"]), case
            assert case["received"] <= case["decided"], case
        assert bool(case["decided"]) == bool(case["outcome"]), case
        assert upheld(case) or not satisfactory(case), case
        assert upheld(case) or case["fault_accepted_early"] == "false", case
        assert bool(case["public_report_on"]) == bool(case["public_report_title"]), case
        assert not case["public_report_on"] or day(case["public_report_on"]) >= case["decided"], case


def test_compliance_is_of_upheld_cases_and_somebody_answers_for_it(sample):
    for reference, row in sample.compliance.items():
        case, recorded = sample.cases[reference], day(row["recorded_on"])
        assert upheld(case), row
        assert case["decided"] <= recorded <= date(2022, 3, 31), row
        assert DIRECTORY[answering(case, recorded)].lives(recorded), row


def test_cases_of_ended_authorities_go_to_their_successors(full):
    crossed = defaultdict(set)
    for reference, row in full.compliance.items():
        case = full.cases[reference]
        if not DIRECTORY[case["id"]].lives(day(row["recorded_on"])):
            crossed[DIRECTORY[case["id"]].end_on].add(bool(case["successor"]))
    assert crossed == {
        date(2019, 3, 31): {True, False},  # Dorset among others
        date(2020, 3, 31): {False},  # Buckinghamshire: one successor
        date(2021, 3, 31): {True, False},  # Northamptonshire: the county had two, its districts one each
    }


def test_results_of_recommendations_agree_with_their_days_and_the_case(sample):
    service = {"procedure_or_policy", "training_or_guidance", "provide_service_to_others"}
    for reference, rows in sample.recommendations.items():
        assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            decided, due, extended = (
                sample.cases[reference]["decided"],
                day(row["due_on"]),
                day(row["extended_to"]),
            )
            done, deadline = day(row["completed_on"]), extended or due
            assert decided <= due <= deadline, row
            assert (row["public"] == "true") == (row["category"] in service), row
            assert row["result"] == result_by_days(decided, done, deadline, row["result"]), row
        if reference in sample.compliance:
            results = {row["result"] for row in rows}
            worst = next(one for one in ("not_complied", "late", "on_time") if one in results)
            assert sample.compliance[reference]["result"] == worst, reference
            assert "" not in results, reference


def result_by_days(decided: date, done: date | None, deadline: date, stated: str) -> str:
    """What became of a recommendation, from its days alone; undone ones may be failures or not yet known."""
    if done is None:
        return stated if stated in ("", "not_complied") else "undone"
    assert done >= decided
    return "late" if done > deadline else "on_time"


def test_decisions_are_public_six_weeks_on(sample):
    decisions = {row["case_reference"]: row for row in sample.rows("decisions")}
    for reference, row in decisions.items():
        case = sample.cases[reference]
        assert day(row["public_from"]) == case["decided"] + timedelta(weeks=6)
        assert bool(row["withdrawn_on"]) == bool(row["withdrawn_reason"])
        assert DIRECTORY[case["id"]].name(case["decided"]) in row["title"]
    published = sum(investigated(sample.cases[reference]) for reference in decisions)
    assert published > 0.9 * sample.count(investigated)


def test_enquiries_lie_between_receipt_and_decision(sample):
    seen = set()
    for row in sample.rows("enquiries"):
        case, sent, due = sample.cases[row["case_reference"]], day(row["sent_on"]), day(row["due_on"])
        assert case["received"] <= sent <= due, row
        assert sent <= (day(row["answered_on"]) or sent) <= (case["decided"] or date(2022, 3, 31)), row
        seen.add((row["case_reference"], row["sent_on"]))
    assert len(seen) == len(sample.rows("enquiries"))


def test_some_replies_were_late(full):
    rows = full.rows("enquiries")
    assert 0.05 < sum(row["answered_on"] > row["due_on"] for row in rows) / len(rows) < 0.2


def test_subjects_are_those_that_a_kind_deals_with(full):
    for case in full.cases.values():
        if DIRECTORY[case["id"]].kind == "district":
            assert case["subject"] not in ("Adult social care", "Education and children's services"), case
    assert {case["subject"] for case in full.cases.values()} == set(SCHEME.subjects)


def test_everybody_has_contacts_that_no_mail_can_reach(full):
    contacts = full.rows("contacts")
    chiefs = Counter(row["authority"] for row in contacts if row["role"] == "chief_officer")
    living = {one.id for one in DIRECTORY.living(date(2022, 3, 31))}
    assert {row["authority"] for row in contacts} == living
    assert len(living - set(chiefs)) == 4
    assert sorted(chiefs.values())[-2:] == [1, 2]
    assert all(row["email"].endswith(".example.org") for row in contacts)
    assert len({(row["authority"], row["role"], row["email"]) for row in contacts}) == len(contacts)


def test_training_reached_as_many_as_the_letter_says(full):
    held = {row["code"] for row in full.rows("workshops") if "2021-04-01" <= row["held_on"] <= "2022-03-31"}
    assert len(held) == 122
    came = [row for row in full.rows("attendances") if row["workshop"] in held]
    assert 1_600 < sum(int(row["people"]) for row in came) < 1_650
    assert any(row["authority"] == "" for row in came)


VARYING = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Mx|Dr) [A-Z]\b|£[\d,]+|\b(he|she|they|his|her|their)\b"
    r"|\b(three|four|five|six|seven|eight|nine|ten|eleven)\b",
    re.IGNORECASE,
)


def test_summaries_have_many_shapes(full):
    shapes = defaultdict(set)
    for case in full.cases.values():
        shapes[case["subject"]].add(VARYING.sub("…", case["summary"]))
    assert all(len(known) > 300 for known in shapes.values()), {name: len(known) for name, known in shapes.items()}
    everything = "".join(case["summary"] for case in full.cases.values())
    assert all(character in everything for character in '&<"“é#*_$\\@=')
    assert not set("{}") & set(everything)
    assert "None" not in everything


def test_intake_warns_only_of_the_chief_officers_left_out_on_purpose(sample, register):
    report = check(sample.folder, SCHEME)
    assert report.sample
    assert all("have no chief officer" in warning for warning in report.warnings)
    assert report.rows == sum(len(sample.rows(path.stem)) for path in sample.folder.glob("*.csv"))


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--years=2022..2020"], "expected years as 2020..2022"), (["--cases=many"], "expected a whole number")],
)
def test_options_that_make_no_sense_are_told(options, said, tmp_path, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["--out", str(tmp_path), *options])
    assert refused.value.code == 2
    assert said in capsys.readouterr().err


def test_an_unknown_authority_is_told(tmp_path, capsys):
    assert main(["--out", str(tmp_path), "--authorities=E99999999"]) == 2
    assert "E99999999" in capsys.readouterr().err


def test_an_extract_that_is_no_sample_is_left_alone(tmp_path, capsys):
    (tmp_path / "cases.csv").write_text("somebody's own\n")
    assert main(["--out", str(tmp_path)]) == 2
    assert "not a sample" in capsys.readouterr().err
    assert digests(tmp_path).keys() == {"cases.csv"}


def test_an_older_sample_is_replaced_also_in_another_form(tmp_path):
    options = ["--cases=40", "--years=2022", "--authorities=E07000107,E10000016"]
    main(["--out", str(tmp_path), *options])
    main(["--out", str(tmp_path), *options, "--format=parquet"])
    assert not [*tmp_path.glob("*.csv")]
    assert (tmp_path / "cases.parquet").exists()


def test_committees_considered_letters_that_they_had(full):
    rows = full.rows("considered")
    assert {row["year"] for row in rows} == {"2020", "2021", "2022"}
    assert all(row["considered_on"] > f"{row['year']}-07-20" for row in rows)
    assert all(row["considered_on"] <= "2022-07-27" for row in rows)  # when the newest figures are published
    assert len({(row["authority"], row["year"]) for row in rows}) == len(rows)
    assert all(row["minutes"] == "" or row["minutes"].startswith("https://minutes.example/") for row in rows)


def test_reports_are_answered_awaited_and_one_is_overdue_when_the_figures_are_published(sample):
    """By hand: three calendar months after each report, a report without a row being told of as well."""
    reported = {case: row for case, row in sample.cases.items() if row["public_report_on"]}
    found = {row["case_reference"]: row for row in sample.rows("report_responses")}
    assert set(found) <= set(reported)
    oldest = min(reported, key=lambda one: (reported[one]["public_report_on"], one))
    assert found[oldest]["satisfied_on"]
    states = Counter()
    for case, row in reported.items():
        given, issued = found.get(case, defaultdict(str)), day(row["public_report_on"])
        days = [day(given[name]) for name in ("considered_on", "received_on", "satisfied_on")]
        assert all(issued < one <= date(2022, 7, 20) for one in days if one), row
        assert not (days[1] and days[2]) or days[1] <= days[2], row
        assert bool(days[1]) == bool(given["response"]), row
        assert not given["response"] or given["response"].startswith("Made-up answer: "), row
        due = day(given["required_by"]) or issued + timedelta(92)
        waits = "awaited" if due > date(2022, 7, 27) else "overdue"
        states["satisfied" if days[2] else "answered" if days[1] else waits] += 1
    if len(reported) >= 5:
        assert (states["awaited"], states["overdue"]) == (1, 1)
        assert states["answered"] >= 1
        assert states["satisfied"] > len(reported) / 2
