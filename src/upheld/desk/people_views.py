"""Accounts: who has one, the posts they hold, who is invited; what an administrator does to another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.access import account_actions, inviting, mails
from upheld.access.guard import allowed
from upheld.access.models import Account, Invitation
from upheld.access.permissions import STAFF, Action, Post, Role
from upheld.delivery.composing import can_be_written_to
from upheld.delivery.transports import TransportFailed
from upheld.desk.mail import NotSent
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import directory
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Refused

ROLES = [(role, role.replace("_", " ").capitalize()) for role in Role]
Did = Callable[[Account], str]


@require_GET
@allowed(Action.MANAGE_ACCOUNTS)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and everybody who is invited."""
    everybody = Account.objects.prefetch_related("posts", "authenticator_set").order_by("username")
    known = directory()  # read once: hundreds of authorities have link officers
    waiting = Invitation.objects.filter(used_at=None, withdrawn_at=None).order_by("pk")
    return desk_page(
        request,
        "people.html",
        "People",
        people=[(one, _posts(one, known), one.authenticator_set.exists()) for one in everybody],
        invitations=[(one, _shown(one.posts, known), one.expires_at <= timezone.now()) for one in waiting],
        **_choices(),
    )


@require_GET
@allowed(Action.MANAGE_ACCOUNTS)
def somebody(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    who = get_object_or_404(Account, pk=pk)
    return desk_page(
        request,
        "somebody.html",
        who.username,
        trail=(("People", reverse("people")),),
        who=who,
        posts=[
            (held, _called(held.role, held.authority, directory())) for held in who.posts.order_by("authority", "role")
        ],
        has_second_factor=who.authenticator_set.exists(),
        is_oneself=who.username == account(request),
        **_choices(),
    )


def _choices() -> dict[str, object]:
    today = date.today()  # noqa: DTZ011  # the day where the office is
    known = sorted(((one.id, one.name(today)) for one in directory().living(today)), key=lambda one: one[1])
    return {"roles": ROLES, "staff": STAFF, "authorities": known}


def _posts(who: Account, known: AuthorityDirectory) -> str:
    return _shown([[held.role, held.authority] for held in who.posts.all()], known)


def _shown(posts: list[list[str]], known: AuthorityDirectory) -> str:
    return "; ".join(_called(role, authority, known) for role, authority in posts)


def _called(role: str, authority: str, known: AuthorityDirectory) -> str:
    """``Link officer, Dartford Borough Council``"""
    said = role.replace("_", " ").capitalize()
    if not authority:
        return said
    today = date.today()  # noqa: DTZ011
    return f"{said}, {known[authority].name(today) if authority in known else authority}"


def _post(request: HttpRequest) -> Post:
    """The post that a form names. Raises ValueError where there is no such post."""
    authority = request.POST.get("authority", "")
    if authority and authority not in directory():
        raise ValueError("there is no such authority")
    return Post(Role(request.POST.get("role", "")), authority)


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody, with one post; more are given when they have come."""
    name, email = request.POST.get("name", "").strip(), request.POST.get("email", "").strip()
    try:
        UnicodeUsernameValidator()(name)
        if len(name) > 150 or not can_be_written_to(email):
            raise ValueError("this is not an address that mail can be sent to")
        made, link = inviting.invite(name, email, [_post(request)], by=account(request))
    except (ValueError, ValidationError, inviting.InvitationRefused) as why:
        refuse(request, *([str(why)] if not isinstance(why, ValidationError) else why.messages))
    else:
        _send(request, made, link)
    return redirect("people")


def _send(request: HttpRequest, invitation: Invitation, link: str) -> None:
    address = request.build_absolute_uri(reverse("invited", args=[link]))
    try:
        mails.send_invitation(invitation.email, address, inviting.VALID_DAYS)
    except (NotSent, TransportFailed, Refused) as why:
        told = f"{why.problems[0]}" if isinstance(why, Refused) else str(why)
        refuse(request, f"The invitation of {invitation.name} is made, but its mail was not sent: {told}")
    else:
        say(request, f"{invitation.name} is invited.")


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send another link; the one before works no more."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        _send(request, invitation, inviting.renew(invitation, by=account(request)))
    except inviting.InvitationRefused as why:
        refuse(request, str(why))
    return redirect("people")


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        inviting.withdraw(get_object_or_404(Invitation, pk=pk), by=account(request))
    except inviting.InvitationRefused as why:
        refuse(request, str(why))
    else:
        say(request, "The invitation is withdrawn: its link works no more.")
    return redirect("people")


def _done(request: HttpRequest, pk: int, did: Did) -> HttpResponse:
    """Do something to somebody's account, say what, and show it again."""
    try:
        say(request, did(get_object_or_404(Account, pk=pk)))
    except (ValueError, account_actions.OneselfRefused) as why:
        refuse(request, str(why))
    return redirect("somebody", pk)


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def give_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a post."""

    def give(who: Account) -> str:
        account_actions.give(who, _post(request), by=account(request))
        return "The post is given."

    return _done(request, pk, give)


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def take_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post from somebody."""

    def take(who: Account) -> str:
        account_actions.take(who, _post(request), by=account(request))
        return "The post is taken."

    return _done(request, pk, take)


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account or open it again, as ``active`` says."""
    active = request.POST.get("active") == "yes"

    def close(who: Account) -> str:
        account_actions.set_active(who, active, by=account(request))
        return "The account is open again." if active else "The account is closed, and signed out everywhere."

    return _done(request, pk, close)


@require_POST
@allowed(Action.MANAGE_ACCOUNTS)
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Have somebody set up a new second factor."""

    def reset(who: Account) -> str:
        account_actions.reset_second_factor(who, by=account(request))
        return "The second factor is forgotten, and the account signed out everywhere."

    return _done(request, pk, reset)


urlpatterns = [
    path("people/", people, name="people"),
    path("people/invite", invite, name="invite"),
    path("people/invitations/<int:pk>/again", invite_again, name="invite_again"),
    path("people/invitations/<int:pk>/withdraw", withdraw_invitation, name="withdraw_invitation"),
    path("people/<int:pk>/", somebody, name="somebody"),
    path("people/<int:pk>/give", give_post, name="give_post"),
    path("people/<int:pk>/take", take_post, name="take_post"),
    path("people/<int:pk>/active", set_active, name="set_active"),
    path("people/<int:pk>/second-factor", reset_second_factor, name="reset_second_factor"),
]
