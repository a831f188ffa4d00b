"""What the register says of the code in a year: each authority's clauses, what was said beside what was shown."""

from __future__ import annotations

from collections import defaultdict

from upheld.casework.code.comparing import OwnCode, Said, compared
from upheld.register.models import CaseAssessment, CodeAssessment, SelfAssessment, SelfAssessmentStatement
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme


def of_year(scheme: Scheme, directory: AuthorityDirectory, year: int) -> dict[str, OwnCode]:
    """Authority id → its year, for each that was assessed or assessed itself. Empty where the scheme has no code."""
    if scheme.code is None:
        return {}
    shown, said = _shown(scheme, directory, year), _said(year)
    stand = {row.authority: row for row in SelfAssessmentStatement.objects.filter(year=year)}
    clauses = list(scheme.code.clauses)
    found = {}
    for one in sorted({*shown, *said, *stand}):
        rows = compared(clauses, shown.get(one, []), said.get(one, {}))
        stands = stand.get(one)
        told = (stands.response, stands.considered_on, stands.submitted_on) if stands else ()
        found[one] = OwnCode(one, rows, *told)
    return found


def _shown(scheme: Scheme, directory: AuthorityDirectory, year: int) -> dict[str, list[tuple[str, str]]]:
    """Authority id → clause and what was found, of each assessment in a year, for whose the case is then."""
    first, last = scheme.year(year).start, scheme.year(year).end
    found = defaultdict(list)
    for row in CodeAssessment.objects.filter(assessed_on__range=(first, last)):
        found[row.authority].append((row.section, row.met))
    cases = CaseAssessment.objects.filter(assessed_on__range=(first, last)).select_related("case")
    for one in cases.order_by("case_id", "clause"):
        found[whose(directory, one)].append((one.clause, one.met))
    return dict(found)


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
