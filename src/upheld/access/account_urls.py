"""The addresses of signing in and of one's own account: those of allauth that are needed, each with its guard.

Its lists are not included whole: what nobody here needs (signing up, changing the address that one was invited by)
is not there at all.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.urls import path, re_path

from upheld.access import own_views, single_sign_on
from upheld.access.guard import anybody, signed_in
from upheld.access.passkey_answers import answered

SIGNING_IN = [
    path("login/", anybody(account.login), name="account_login"),
    path("logout/", anybody(account.logout), name="account_logout"),
    path("inactive/", anybody(account.account_inactive), name="account_inactive"),
    path("password/reset/", anybody(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", anybody(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anybody(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        anybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/authenticate/", anybody(answered(second.authenticate)), name="mfa_authenticate"),
    path("second-factor/keys/login/", anybody(answered(keys.login_webauthn)), name="mfa_login_webauthn"),
    path("invitation/<str:link>/", anybody(own_views.invited), name="invited"),
]
SINGLE_SIGN_ON = [
    path("sso/<slug:provider_id>/login/", anybody(single_sign_on.login), name="openid_connect_login"),
    path("sso/<slug:provider_id>/login/callback/", anybody(single_sign_on.callback), name="openid_connect_callback"),
    path("sso/cancelled/", anybody(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("sso/error/", anybody(social.login_error), name="socialaccount_login_error"),
]
OWN_ACCOUNT = [
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(account.password_change), name="account_change_password"),
    path("password/set/", signed_in(account.password_set), name="account_set_password"),
    path("everywhere/", signed_in(own_views.sign_out_everywhere), name="sign_out_everywhere"),
    path("second-factor/", signed_in(second.index), name="mfa_index"),
    path("second-factor/reauthenticate/", signed_in(second.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/app/activate/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/deactivate/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/generate/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("second-factor/keys/", signed_in(keys.list_webauthn), name="mfa_list_webauthn"),
    path("second-factor/keys/add/", signed_in(answered(keys.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "second-factor/keys/reauthenticate/",
        signed_in(answered(keys.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("second-factor/keys/<int:pk>/remove/", signed_in(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("second-factor/keys/<int:pk>/edit/", signed_in(keys.edit_webauthn), name="mfa_edit_webauthn"),
]
urlpatterns = [*SIGNING_IN, *SINGLE_SIGN_ON, *OWN_ACCOUNT]
