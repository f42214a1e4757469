"""The member's page: what I can do now, my seats, my sessions, my votes."""
