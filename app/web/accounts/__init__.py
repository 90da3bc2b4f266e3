"""Accounts: signing in, registering, one's own account, and the people of a provider."""

from app.web.accounts import entry, lasting, own, providers, registration, tokens
from app.web.accounts.blueprint import blueprint

__all__ = ["blueprint", "entry", "lasting", "own", "providers", "registration", "tokens"]
