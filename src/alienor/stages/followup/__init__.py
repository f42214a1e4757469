"""After the vote: the council's file, its answer point by point, and what is done about it."""
