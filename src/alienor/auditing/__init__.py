"""Checks a public bundle from its files alone: no database, no network, no trust in the site."""

from alienor.auditing.audit import audit_bundle
from alienor.auditing.bundles import Check
from alienor.auditing.verify import verify_bundle

__all__ = ["Check", "audit_bundle", "verify_bundle"]
