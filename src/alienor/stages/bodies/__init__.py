"""Who sits where: seats by college, with dates, checked against the rules at every change."""
