"""The public site: everything that anybody may see, without an account."""
