"""A public report in a letter's list, with what became of its answer by the day of the letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from upheld.casework.statements.answers import Answer, Awaited
from upheld.letters.facts import Report
from upheld.letters.sentences import one_line, say
from upheld.letters.situation import Occasion
from upheld.vocabulary.letter_wording import AnswerWords


def listed_report(here: Occasion, report: Report) -> str:
    """The report's title, day and case; and of its answer what is known, where the scheme has words for it."""
    details = here.words.details
    title, case = one_line(report.title) or one_line(report.case), one_line(report.case)
    written = say(details.public_report, title=title, day=here.day(report.issued_on), case=case)
    if report.answer is None or details.report_answers is None:
        return written
    known = " ".join(_sentences(here, details.report_answers, report.answer.on(here.sent_on)))
    return say(details.report_answers.together, report=written, answer=known)


def _sentences(here: Occasion, words: AnswerWords, answer: Answer) -> Iterator[str]:
    how_far, due = answer.awaited(here.sent_on), here.day(answer.required_by)
    if answer.considered_on:
        yield say(words.considered, day=here.day(answer.considered_on))
    if how_far is Awaited.AWAITED:
        yield say(words.awaited, due=due)
    elif how_far is Awaited.OVERDUE:
        yield say(words.overdue, due=due)
    else:
        yield _received(here, words, answer, due)
        yield _satisfied(here, words, answer.satisfied_on)


def _received(here: Occasion, words: AnswerWords, answer: Answer, due: str) -> str:
    if answer.received_on is None:
        return say(words.received_some_day)
    sentence = words.received_late if answer.is_late else words.received
    return say(sentence, day=here.day(answer.received_on), due=due)


def _satisfied(here: Occasion, words: AnswerWords, day: date | None) -> str:
    return say(words.satisfied, day=here.day(day)) if day else say(words.not_yet_satisfied)
