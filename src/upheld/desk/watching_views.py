"""Early warning at the desk: what is drifting, the cases behind one drift, and what was found out. For staff alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.watching import looking, noting, told
from upheld.casework.watching.behind import cases_behind
from upheld.casework.watching.charts import Watched
from upheld.casework.watching.models import Look, Note
from upheld.casework.watching.noting import Standing
from upheld.casework.watching.streams import Kind, Stream
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import directory, scheme
from upheld.desk.round_mails import here
from upheld.desk.watching_drawn import drawn

ON_A_PAGE = 50
MONTHS_SHOWN = 36


class Row(NamedTuple):
    """A warning in a list."""

    one: Watched
    title: str
    seen: str
    usual: str
    since: str
    signalled: str
    standing: Standing
    note: Note | None
    address: str


@require_GET
@allowed(Action.SEE_WARNINGS)
def watching(request: HttpRequest) -> HttpResponse:
    """What drifts in the year up to a month, as it was worked out; the latest looked at where none is named."""
    given = request.GET.get("month", "").replace("\0", "").strip()
    months = looking.months()[:MONTHS_SHOWN]
    look = looking.newest(given)
    facts: dict[str, object] = {"given": given, "look": look, "months": [(one, told.month_name(one)) for one in months]}
    if look is not None:
        facts |= _listed(look)
    return desk_page(request, "watching.html", "Early warning", **facts)


def _listed(look: Look) -> dict[str, object]:
    rows = [row for row in _rows(look) if not noting.is_past(row.one.rising[-1].month, row.note, look.since)]
    still = [one for one in rows if one.standing != Standing.SETTLED]
    return {
        "month": told.month_name(look.month),
        "since": told.month_name(look.since),
        "new": [one for one in still if one.one.rising[-1].month == look.month],
        "earlier": [one for one in still if one.one.rising[-1].month != look.month],
        "settled": [one for one in rows if one.standing == Standing.SETTLED],
        "by_chance": told.by_chance(look.watched, look.too_few, look.alarms_a_month),
        "at": here(look.at),
        "changed": looking.last_change() > look.after,
    }


def _rows(look: Look) -> list[Row]:
    known, found = directory(), looking.drifts(look)
    categories = scheme().words.terms.remedy_categories
    notes = noting.last_notes(one.stream for one in found)
    return [_row(one, told.title(one.stream, known, categories, look.month), notes, look.month) for one in found]


def _row(one: Watched, title: str, notes: dict[Stream, Note], month: str) -> Row:
    note, first, last = notes.get(one.stream), one.rising[0].month, one.rising[-1].month
    return Row(
        one,
        title,
        told.seen(one),
        told.usual(one.expected),
        told.short_month(first),
        told.short_month(last),
        noting.standing(last, note),
        note,
        _address(month, one.stream),
    )


def _address(month: str, stream: Stream) -> str:
    return f"{reverse('watching_drift')}?{urlencode({'month': month, **stream._asdict()})}"


@require_GET
@allowed(Action.SEE_WARNINGS)
def one_drift(request: HttpRequest) -> HttpResponse:
    """One drift: its chart month by month, the cases behind it, and what was written of it."""
    look, row = _drift_or_404(request.GET.get("month", ""), _stream_or_404(request.GET.dict()))
    one = row.one
    cases = cases_behind(scheme(), directory(), one.stream, [each.month for each in one.rising])
    return desk_page(
        request,
        "watching_one.html",
        row.title,
        trail=(("Early warning", f"{reverse('watching')}?month={look.month}"),),
        look=look,
        row=row,
        one=one,
        strength=told.strength(one),
        by_itself=told.by_itself(one.run_length),
        at=here(look.at),
        drawing=drawn(one.months, look.since),
        alternative=told.chart(one),
        over=any(each.level > told.DRAWN for each in one.months),
        binomial=one.stream.kind != Kind.RECEIVED,
        rows=[
            (told.month_name(each.month), each, told.usual(each.usual), told.level(each.level)) for each in one.months
        ],
        page=Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page")),
        notes=[(each, told.month_name(each.month)) for each in noting.notes(one.stream)],
    )


@require_POST
@allowed(Action.SETTLE_WARNING)
def note(request: HttpRequest) -> HttpResponse:
    """An analyst settles a warning, or says that it is followed."""
    given = request.POST
    look, row = _drift_or_404(given.get("month", ""), _stream_or_404(given.dict()))
    settled, seen = given.get("state") == "settled", given.get("seen", "")
    try:
        noting.write(
            row.one.stream,
            look.month,
            given.get("text", ""),
            settled=settled,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
            title=row.title,
            now=datetime.now(UTC),
            by=account(request),
        )
    except Refusal as refusal:
        refuse(request, *refusal.args)
        return redirect(row.address)
    say(
        request, "The warning is settled. It comes back only if the drift goes on." if settled else "Your note is kept."
    )
    return redirect(row.address)


def _stream_or_404(given: dict[str, str]) -> Stream:
    if given.get("kind") not in set(Kind):
        raise Http404
    return Stream(Kind(given["kind"]), given.get("authority", ""), given.get("about", ""))


def _drift_or_404(month: str, stream: Stream) -> tuple[Look, Row]:
    look = looking.newest(month.replace("\0", "")) if month else None
    found = next((row for row in _rows(look) if row.one.stream == stream), None) if look else None
    if look is None or found is None:
        raise Http404
    return look, found


urlpatterns = [
    path("watching/", watching, name="watching"),
    path("watching/drift", one_drift, name="watching_drift"),
    path("watching/note", note, name="watching_note"),
]
