"""How people sign in: nobody signs up, they are invited; mails go the way that all others go."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.messages import add_message
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from upheld.access import mails
from upheld.access.people import SINGLE_SIGN_ON
from upheld.access.secrets_at_rest import decrypted, encrypted

FRESH_SECONDS = 5 * 60
SECOND_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"
TOLD = {
    "account/messages/password_changed.txt": "Your password is changed, and you are signed out everywhere else.",
    "account/messages/password_set.txt": "Your password is set.",
    "mfa/messages/totp_activated.txt": "The app is set up. You will be asked for its code when you sign in.",
    "mfa/messages/totp_deactivated.txt": "The app is no longer asked for.",
    "mfa/messages/webauthn_added.txt": "The passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "mfa/messages/recovery_codes_generated.txt": "New recovery codes are made. They are shown once: keep them now.",
}
"""What is said of the library's events; of any other nothing."""


class OnlyInvited(DefaultAccountAdapter):
    """Accounts are made by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the very host that was asked, and never from encrypted to not."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 (theirs, for their templates)
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """A line at the top of the next page, in our words."""
        if told := TOLD.get(message_template or "") or message:
            add_message(request, level, told, extra_tags=extra_tags)

    def send_password_reset_mail(
        self,
        user: AbstractBaseUser,  # noqa: ARG002
        email: str,
        context: dict[str, Any],
    ) -> None:
        """The link by which somebody chooses a new password, to the address that we know."""
        mails.send_reset(email, context["password_reset_url"])

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not from somebody who signed in a moment ago: they would only type the same again."""
        given = get_authentication_records(self.request, self.request.user)
        fresh = bool(given) and time.time() - given[-1]["at"] < FRESH_SECONDS
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_login_stages(self) -> list[str]:
        """Without our second factor where whoever came in by single sign-on has given one there."""
        stages = super().get_login_stages()
        if settings.UPHELD_OIDC_SECOND_FACTOR and _came_by_single_sign_on(self.request):
            stages.remove(SECOND_FACTOR_STAGE)
        return stages


class SecondFactors(DefaultMFAAdapter):
    """What an authenticator app shows: the service, and the account's name."""

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Not the address: people read over each other's shoulders."""
        return user.get_username()

    def encrypt(self, text: str) -> str:
        """How a secret rests."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that rested."""
        return decrypted(encrypted_text)


class OnlyKnown(DefaultSocialAccountAdapter):
    """Single sign-on lets in accounts that are there, found by an address that the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """It makes none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ARG002
        """Nor does it tie another address there to an account here, which the library would do for whoever asks."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(redirect("socialaccount_login_cancelled"))


def _came_by_single_sign_on(request: HttpRequest) -> bool:
    records = request.session.get("account_authentication_methods", [])
    return bool(records) and records[-1]["method"] == SINGLE_SIGN_ON
