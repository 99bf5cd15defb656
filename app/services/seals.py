"""Keeping what must be read again later, but by nobody who only has the database: files in passing, TOTP secrets."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(Exception):
    """The bytes were not sealed with this key, or were changed."""


class Seal:
    """Encrypts and authenticates with a key of the installation (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        """`key` has 32 bytes, from `Settings.key`."""
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, content: bytes) -> bytes:
        """Sealed bytes, about a third longer."""
        return self._fernet.encrypt(content)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SealBroken from error
