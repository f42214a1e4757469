"""Rounds of the public beacon, asked of drand's servers. What one answers is checked like what
somebody pastes, so that it matters neither which server answers, nor whether one lies."""

from alienor.platform.beacon.fetch import ANYBODY, BeaconUnreachable, address_of, fetch_round

__all__ = ["ANYBODY", "BeaconUnreachable", "address_of", "fetch_round"]
