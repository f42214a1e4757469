"""The stages of an assembly's life, in the order in which things flow through them."""
