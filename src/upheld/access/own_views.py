"""Pages about one's own account that are ours: taking up an invitation, and ending every session."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, password_validation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from upheld.access import account_actions, inviting
from upheld.access.models import Account
from upheld.access.pages import page

NOT_VALID = (
    "It was used, withdrawn or replaced by a newer one, or its time is over. Ask whoever invited you for another."
)


class PasswordForm(forms.Form):
    """The two fields of an invitation."""

    password1 = forms.CharField(label="Password", widget=forms.PasswordInput, strip=False)
    password2 = forms.CharField(label="The same again", widget=forms.PasswordInput, strip=False)

    def __init__(self, invitation: inviting.Invitation, *args: object):
        super().__init__(*args)
        self.invitation = invitation

    def clean_password1(self) -> str:
        """As strong as a changed one must be."""
        given: str = self.cleaned_data["password1"]
        password_validation.validate_password(
            given, Account(username=self.invitation.name, email=self.invitation.email)
        )
        return given

    def clean_password2(self) -> str:
        """The same as the first, where the first will do."""
        given: str = self.cleaned_data["password2"]
        if self.cleaned_data.get("password1", given) != given:
            raise forms.ValidationError("The two passwords are different.")
        return given


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, link: str) -> HttpResponse:
    """Take up an invitation: choose a password, and be signed in."""
    invitation = inviting.standing(link)
    if invitation is None:
        return page(request, "problem.html", "This invitation is not valid", status=404, told=NOT_VALID)
    form = PasswordForm(invitation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _accepted(request, link, form.cleaned_data["password1"])
    return page(request, "invited.html", "Take up your invitation", form=form, invitation=invitation)


def _accepted(request: HttpRequest, link: str, password: str) -> HttpResponse:
    from allauth.account.internal.flows.login import record_authentication

    try:
        account = inviting.accept(link, password)
    except inviting.InvitationRefused as why:
        return page(request, "problem.html", "This invitation is not valid", status=409, told=str(why))
    logout(request)  # whoever was signed in here before
    login(request, account, settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, "password", reauthenticated=True)
    messages.success(request, f"Welcome. Your account is called {account.username}.")
    return redirect("home")


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponseBase:
    """End every session of one's own, this one too."""
    account = request.user
    account_actions.sign_out_everywhere(account, by=account.get_username())  # type: ignore[arg-type]
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")
