"""The complaint handling code at the desk: assessing clauses in a case, and each authority's year beside its word."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.changing import CaseNow, case_now
from upheld.casework.code.assessing import Mark, assess, marks_of
from upheld.casework.code.comparing import Beside, OwnCode, in_numbers, nationally
from upheld.casework.code.models import SelfAssessmentFile
from upheld.casework.code.reading import of_year
from upheld.casework.code.self_assessing import file_at
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.desk.pages import account, counted, desk_page, say
from upheld.desk.place import directory, scheme
from upheld.desk.round_mails import here
from upheld.editions.queries import latest
from upheld.register.models import CaseAssessment, CodeAssessment, SelfAssessmentStatement
from upheld.vocabulary.handling_code import HandlingCode

TITLE = "Complaint handling code"
MET_IN_WORDS = {"": "Not assessed", "yes": "Met", "partly": "Partly met", "no": "Not met"}
BESIDE_IN_WORDS = {
    Beside.AGREE: "agree",
    Beside.SAID_YES_SHOWN_NOT: "says yes, shown otherwise",
    Beside.SAID_NO_SHOWN_MET: "says no, shown met",
    Beside.NOT_SHOWN: "nothing shown",
    Beside.NOT_SAID: "nothing said",
    Beside.NOTHING: "",
}


@require_GET
@allowed(Action.SEE_EDITIONS)
def home(request: HttpRequest) -> HttpResponse:
    """Where to look for a case, and the years that anything is known of."""
    _code()
    years = [(year, scheme().year(year).label) for year in _years()]
    return desk_page(request, "code.html", TITLE, code=_code(), language=scheme().language, years=years)


@require_GET
@allowed(Action.SEE_EDITIONS)
def one_year(request: HttpRequest, year: int) -> HttpResponse:
    """Every clause over all authorities, and every authority."""
    code = _code()
    found = of_year(scheme(), directory(), _known(year))
    names, end = directory(), scheme().year(year).end
    rows = sorted((names[one].name(end), own, in_numbers(own.clauses)) for one, own in found.items())
    return desk_page(
        request,
        "code_year.html",
        f"{TITLE}, {scheme().year(year).label}",
        trail=_trail(),
        year=year,
        code=code,
        language=scheme().language,
        national=nationally(list(code.clauses), [own.clauses for own in found.values()]),
        rows=rows,
        besides=Beside,
    )


@require_GET
@allowed(Action.SEE_EDITIONS)
def one_authority(request: HttpRequest, year: int, authority: str) -> HttpResponse:
    """What an authority says beside what cases showed, clause by clause."""
    if authority not in directory():
        raise Http404
    found = of_year(scheme(), directory(), _known(year)).get(authority, OwnCode(authority, ()))
    label = scheme().year(year).label
    return desk_page(
        request,
        "code_authority.html",
        f"{directory()[authority].name(scheme().year(year).end)}, {label}",
        trail=(*_trail(), (label, reverse("desk_code_year", args=[year]))),
        year=year,
        own=found,
        authority=authority,
        code=_code(),
        language=scheme().language,
        besides=BESIDE_IN_WORDS,
        met=MET_IN_WORDS,
        files=SelfAssessmentFile.objects.filter(draft__authority=authority, draft__year=year).order_by("pk"),
    )


@require_http_methods(["GET", "POST"])
@allowed(Action.ASSESS_CODE)
def one_case(request: HttpRequest) -> HttpResponse:
    """The clauses of one case: which it met, with what shows it."""
    reference = request.GET.get("reference", "").strip()[:60]
    now = case_now(reference) if reference and reference.isprintable() else None
    known = marks_of(reference) if now else {}
    if request.method == "GET" or now is None:
        wrong = [f"There is no case {reference}."] if reference and now is None else []
        return _case(request, reference, now, known, wrong)
    marks = {**known, **_marks(request)}
    try:
        if request.POST.get("seen", "") != _digest(known):
            raise Refusal("Somebody else has assessed this case since you opened it. Look at it as it is now.")
        by, today = account(request), _today()
        changed = assess(scheme(), reference, marks, seen=known, today=today, by=by, is_drawn=_is_drawn)
    except Refusal as refusal:
        return _case(request, reference, now, marks, list(refusal.args))
    say(request, f"On record: {counted(changed, 'clause')}.")
    return redirect(f"{reverse('desk_code_case')}?{urlencode({'reference': reference})}")


def _marks(request: HttpRequest) -> dict[str, Mark]:
    def given(name: str) -> str:
        return request.POST.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()

    return {clause: Mark(given(f"met-{clause}"), given(f"evidence-{clause}")) for clause in _code().clauses}


def _case(
    request: HttpRequest, reference: str, now: CaseNow | None, marks: Mapping[str, Mark], wrong: list[str]
) -> HttpResponse:
    names = directory()
    return desk_page(
        request,
        "code_case.html",
        f"Code in case {reference}" if now else "Code in a case",
        trail=_trail(),
        reference=reference,
        now=now,
        authority_name=names[now.case["authority"]].name(_today()) if now else "",
        marks=marks,
        nothing=Mark(""),
        seen=_digest(marks_of(reference) if now else {}),
        met=MET_IN_WORDS,
        code=_code(),
        language=scheme().language,
        wrong=wrong,
    )


@require_GET
@allowed(Action.SEE_EDITIONS)
def file(request: HttpRequest, year: int, authority: str, key: str) -> HttpResponse:  # noqa: ARG001
    """A document that an authority handed in with its self-assessment."""
    return file_answer(file_at(authority, year, key))


def _digest(marks: Mapping[str, Mark]) -> str:
    """A hash of a case's marks as somebody looked at them."""
    return hashlib.sha256(repr(sorted(marks.items(), key=lambda one: one[0])).encode()).hexdigest()


def _is_drawn(year: int) -> bool:
    return latest(scheme().id, year) is not None


def _today() -> date:
    """The day that it is where the ombudsman is."""
    return here(timezone.now()).date()


def _years() -> list[int]:
    """The years with anything said or shown, and the one that runs; newest first."""
    year_of = scheme().last_day.year_of
    days = {_today()}
    for table in (CaseAssessment, CodeAssessment):
        days |= set(table.objects.values_list("assessed_on", flat=True).distinct())
    said = SelfAssessmentStatement.objects.values_list("year", flat=True)
    return sorted({*said, *(year_of(day).ending for day in days)}, reverse=True)


def _known(year: int) -> int:
    if year not in _years():
        raise Http404
    return year


def _trail() -> tuple[tuple[str, str], ...]:
    return ((TITLE, reverse("desk_code")),)


def _code() -> HandlingCode:
    code = scheme().code
    if code is None:
        raise Http404
    return code


urlpatterns = [
    path("code/", home, name="desk_code"),
    path("code/case/", one_case, name="desk_code_case"),
    path("code/<int:year>/", one_year, name="desk_code_year"),
    path("code/<int:year>/<str:authority>/", one_authority, name="desk_code_authority"),
    path("code/<int:year>/<str:authority>/files/<str:key>", file, name="desk_code_file"),
]
