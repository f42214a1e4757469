"""What every stage stands on, one of each."""
