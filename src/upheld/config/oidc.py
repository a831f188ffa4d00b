"""From the environment to allauth's settings of single sign-on."""

from collections.abc import Mapping

PROVIDER = "sso"
"""What the provider is called in addresses."""


def single_sign_on(environment: Mapping[str, str]) -> dict[str, object]:
    """The one provider of OpenID Connect that ``UPHELD_OIDC_…`` names; none without an issuer.

    Raises ValueError where it is named by half.
    """
    issuer = environment.get("UPHELD_OIDC_ISSUER", "")
    if not issuer:
        return {}
    client, secret = environment.get("UPHELD_OIDC_CLIENT", ""), environment.get("UPHELD_OIDC_SECRET", "")
    if not client or not secret:
        raise ValueError("UPHELD_OIDC_ISSUER needs UPHELD_OIDC_CLIENT and UPHELD_OIDC_SECRET beside it")
    app = {
        "provider_id": PROVIDER,
        "name": environment.get("UPHELD_OIDC_NAME") or "single sign-on",
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, "fetch_userinfo": False, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
