"""The organisers' desk: what needs a hand today, and each stage's pages."""
