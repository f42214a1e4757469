"""What spans stages, in one transaction."""
