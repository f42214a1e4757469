"""Who sits at which table, round after round."""

from alienor.cores.seating.rotation import Person, Plan, meetings, rotate_tables

__all__ = ["Person", "Plan", "meetings", "rotate_tables"]
