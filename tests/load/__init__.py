"""Benchmarks of the room: run by hand, never by the tests."""
