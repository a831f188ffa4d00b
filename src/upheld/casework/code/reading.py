"""What the register says of the code in a year: each authority's clauses, what was said beside what was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from upheld.casework.code.comparing import OwnCode, Said
from upheld.casework.code.year_of_code import CodeSection, Found, Statement, YearOfCode, by_authority, year_of
from upheld.register import queries
from upheld.register.models import CaseAssessment, SelfAssessment, SelfAssessmentStatement
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme


def of_year(scheme: Scheme, directory: AuthorityDirectory, year: int) -> Mapping[str, OwnCode]:
    """Authority id → its year, for each that was assessed or assessed itself. Empty where the scheme has no code."""
    return year_now(scheme, directory, year).authorities


def year_now(scheme: Scheme, directory: AuthorityDirectory, year: int) -> YearOfCode:
    """A year as the register has it now; what an edition tells is frozen with it."""
    span = (scheme.year(year).start, scheme.year(year).end)
    cases = CaseAssessment.objects.filter(assessed_on__range=span).select_related("case").order_by("case_id", "clause")
    found = Found(
        by_authority(
            (row.authority, CodeSection(row.section, row.met, row.assessed_on, row.commentary))
            for row in queries.code_assessments(*span)
        ),
        by_authority((whose(directory, one), (one.clause, one.met)) for one in cases),
        _said(year),
        {
            row.authority: Statement(row.response, row.considered_on, row.submitted_on)
            for row in SelfAssessmentStatement.objects.filter(year=year)
        },
    )
    return year_of(scheme.code, found)


def whose(directory: AuthorityDirectory, one: CaseAssessment) -> str:
    """The authority that an assessment counts for: the case's own, or who came after it by that day."""
    try:
        return responsible(directory, one.case.authority, one.assessed_on, one.case.successor)
    except (NoSingleSuccessor, NotYetBegun):
        return one.case.authority


def _said(year: int) -> dict[str, dict[str, Said]]:
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for row in SelfAssessment.objects.filter(year=year):
        found[row.authority][row.clause] = Said(row.complies, row.explanation)
    return dict(found)
