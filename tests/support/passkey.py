"""A passkey as a device keeps one: a key pair that signs what a page asks it to (WebAuthn, level 3)."""

from __future__ import annotations

import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
SEEN = FLAG.UP | FLAG.UV


class Passkey:
    """One passkey, for one host."""

    def __init__(self, host: str = "localhost", origin: str = ""):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.host, self.origin = secrets.token_bytes(16), host, origin or f"https://{host}"
        self.handle = ""

    def made(self, options: dict) -> str:
        """What the browser hands in when a page asks for a new passkey."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        about = AuthenticatorData.create(sha256(self.host.encode()), SEEN | FLAG.AT, 0, public)
        told = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": websafe_encode(AttestationObject.create("none", about, {})),
        }
        return self._answer(told)

    def used(self, options: dict) -> str:
        """What it hands in when a page asks who is there."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        about = AuthenticatorData.create(sha256(self.host.encode()), SEEN, 1)
        told = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(about),
            "signature": websafe_encode(self.key.sign(about + sha256(client), ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.handle,
        }
        return self._answer(told)

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        told = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}, "authenticatorAttachment": "platform"})
