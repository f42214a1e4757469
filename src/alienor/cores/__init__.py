"""Pure functions on plain data: no Django, no clock, no network, no global randomness."""
