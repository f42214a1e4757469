"""The room on the day: what opens with a badge, on a telephone, without an account."""
