"""What the worker does with letters: draw a year again, print letters again, send them, rehearse it to oneself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.drawing import Drawing, letters_told
from upheld.console.mailing import all_sent, covered_letters, letters_that_go, to_oneself
from upheld.console.schemes import chosen
from upheld.console.words import Bar, Stages, number
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.delivery.covering import Covered
    from upheld.delivery.sending import Sent
    from upheld.desk.models import Job
    from upheld.editions.models import Edition

MAIL = "mail"
TELL_EVERY = 10  # messages


@does("redraw")
def redraw(job: Job, out: Path) -> str:
    """Figures, letters, open files and preview drawn again from the register as it is."""
    from upheld.editions.states import BEING_MADE

    edition = _latest(job, BEING_MADE)
    drawing = _drawing(edition, out, job, stages=4)
    _drawn(drawing, lambda: _latest(job, BEING_MADE))
    what = "new figures" if drawing.frozen.edition.figures_hash != edition.figures_hash else "the figures are as before"
    return f"drawn again: {what}, {letters_told(drawing.letters)}"


@does("correct")
def correct(job: Job, out: Path) -> str:
    """A correcting edition of one that is out, drawn from the register as it is: a draft, with days of its own."""
    told = job.edition
    drawing = _drawing(_to_correct(job), out, job, stages=4)
    drawing.sent_on, drawing.released_on = (date.fromisoformat(job.detail[name]) for name in ("sent_on", "released_on"))
    _drawn(drawing, lambda: _to_correct(job), unlike=told)
    return f"edition {drawing.frozen.edition.number} is drawn: give it its notice, and have it approved"


def _to_correct(job: Job) -> Edition:
    """The edition that a job corrects, or the draft that corrects it, where it was begun before."""
    from upheld.editions.blocking import is_told
    from upheld.editions.queries import latest
    from upheld.editions.states import BEING_MADE

    newest = latest(job.edition.scheme, job.edition.year)
    if newest.correction_of_id == job.edition_id and newest.state in BEING_MADE:
        return newest
    if newest.pk != job.edition_id or not is_told(newest):
        wanted = "the newest edition of its year, and one that somebody outside has"
        raise Refused([Problem(f"edition {newest.year}", value=newest.state, expected=wanted)])
    return newest


def _drawn(drawing: Drawing, still: Callable[[], object], unlike: Edition | None = None) -> None:
    """All of a drawing. Raises `Refused`, with nothing changed, where figures are those of an edition ``unlike`` it."""
    from upheld.console.counting import CountingProcess
    from upheld.console.redrawing import count_again, letters_again, one_drawer
    from upheld.letters.press import LetterPress
    from upheld.publication.open_data.press import WorkbookPress

    with ExitStack() as stack:
        stack.enter_context(one_drawer(drawing.out))
        counting = stack.enter_context(CountingProcess())
        letters = stack.enter_context(LetterPress())
        workbook = stack.enter_context(WorkbookPress())
        count_again(drawing, counting)
        if unlike and drawing.counted.figures_hash == unlike.figures_hash:
            wanted = "figures that differ from those that are out; put the register right first"
            raise Refused([Problem(f"edition {unlike.year}", expected=wanted)])
        letters_again(drawing, letters, still)
        drawing.write_open_data(workbook)
        drawing.write_bundle()


@does("reprint")
def reprint(job: Job, out: Path) -> str:
    """Letters printed again with what people changed by hand, and the preview with them. The figures stay."""
    return _reprinted(out, job)


def _reprinted(out: Path, job: Job) -> str:
    from upheld.console.redrawing import letters_again, one_drawer
    from upheld.editions.actions import FrozenEdition
    from upheld.editions.queries import figures_of
    from upheld.editions.states import WORKED_ON
    from upheld.letters.press import LetterPress
    from upheld.publication.bundle.schema import DOWNLOADS
    from upheld.publication.release.shown import previewed

    with one_drawer(out), LetterPress() as press:
        edition = _latest(job, WORKED_ON)  # only now: whoever drew before may have given it other figures
        drawing = _drawing(edition, out, job, stages=2)
        data = previewed(edition, out) / DOWNLOADS / str(edition.year)
        drawing.frozen = FrozenEdition(edition, figures_of(edition), None)
        letters_again(drawing, press, lambda: _latest(job, WORKED_ON))
        drawing.write_bundle(data)
    return f"{letters_told(drawing.letters)}: {drawing.letters.drawn:,} printed again, the others are the same"


def _latest(job: Job, states: tuple[str, ...]) -> Edition:
    """The edition of a job: the newest of its year, in one of some states. Raises `Refused` otherwise."""
    from upheld.editions.queries import latest

    edition = latest(job.edition.scheme, job.edition.year)
    if edition.pk != job.edition_id or edition.state not in states:
        wanted = f"the newest edition of its year, and {' or '.join(states)}"
        raise Refused([Problem(f"edition {edition.year}", value=edition.state, expected=wanted)])
    return edition


def _drawing(edition: Edition, out: Path, job: Job, stages: int) -> Drawing:
    from upheld.register.queries import directory, is_sample

    scheme = chosen(edition.scheme)
    return Drawing(
        scheme,
        directory(scheme),
        edition.year,
        tuple(edition.complete_years),
        out,
        sent_on=edition.sent_on,
        released_on=edition.released_on,
        sample=is_sample(),
        by=job.by,
        stages=JobStages(job, stages),
    )


class JobStages(Stages):
    """Stages that the desk sees, and nothing on standard error."""

    def __init__(self, job: Job, count: int):
        super().__init__(count)
        self.job = job

    @contextmanager
    def stage(self, title: str) -> Iterator[Bar]:
        """A stage; done when it has gone well."""
        from upheld.desk.jobs import moved

        moved(self.job, len(self.seconds), self.count)
        yield Bar(title, live=False)
        self.seconds.append((title, 0.0))
        moved(self.job, len(self.seconds), self.count)


@does("send", lane=MAIL)
def send(job: Job, out: Path) -> str:
    """An approved edition's letters, for real; what the server put off is asked for again when its time has come."""
    from upheld.console.mailing import check_state
    from upheld.delivery.occasions import letters_of

    edition = job.edition
    check_state(edition)
    covered = _covered(edition, out, job)
    covered = letters_that_go(edition, covered, leave_out=bool(job.detail.get("leave_out")))
    told = _hand_over(job, letters_of(edition), covered)
    all_sent(edition, by=job.by)
    return told


@does("rehearse", lane=MAIL)
def rehearse(job: Job, out: Path) -> str:
    """Every message to whoever asked. The name of the sending is the job's, so that a second try goes on with it."""
    from upheld.access.models import Account
    from upheld.delivery.occasions import rehearsal_of

    account = Account.objects.filter(username=job.by).first()
    covered = _covered(job.edition, out, job)
    covered.drafts = to_oneself(covered.drafts, account.email if account else "")
    return _hand_over(job, rehearsal_of(job.edition, job.asked_at), covered)


def _covered(edition: Edition, out: Path, job: Job) -> Covered:
    """The messages of the letters as they are: what was changed by hand and not yet printed is printed first."""
    from upheld.editions.states import WORKED_ON

    if edition.state in WORKED_ON and edition.letters.filter(pdf_sha256="").exists():
        _reprinted(out, job)
    return covered_letters(chosen(edition.scheme), edition, out)


def _hand_over(job: Job, occasion: str, covered: Covered) -> str:
    from django.conf import settings

    from upheld.delivery import sending
    from upheld.delivery.actions import ask_about_doubtful, plan
    from upheld.delivery.pace import Pace
    from upheld.delivery.transports.chosen import sender, transport
    from upheld.desk.jobs import moved

    who = sender(settings, datetime.now(UTC))
    over = transport(settings, who)
    plan(occasion, covered.drafts, domain=who.domain, by=job.by)
    ask_about_doubtful(occasion, over, by=job.by)
    done, total = [0], len(covered.drafts)

    def tell(*_: object) -> None:
        done[0] += 1
        if done[0] % TELL_EVERY == 0:
            moved(job, done[0], total)

    moved(job, 0, total)
    sent = sending.send(occasion, over, by=job.by, pace=Pace(float(job.detail.get("a_minute", 0))), tell=tell)
    if sent.failed:
        raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {sent.failed}")])
    return _told(job, occasion, sent)


def _told(job: Job, occasion: str, sent: Sent) -> str:
    """What came of it, in a line; what waits is asked for again."""
    from upheld.delivery.queries import progress
    from upheld.desk.jobs import ask

    lines = [f"{number(count, 'message')} {state}" for state, count in sorted(sent.became.items())]
    if waits := progress(occasion).waits_until:
        ask(job.kind, job.edition, by=job.by, not_before=waits, **job.detail)
        lines.append("those put off by the server go on when it said")
    return "; ".join(lines) or "nothing was left to send"
