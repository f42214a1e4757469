"""Work that a worker does after the commit. A task's arguments are ids, never personal data."""
