"""THE public register: an append-only Merkle tree (RFC 9162) over canonical JSON (RFC 8785).

One log for each instance. Only this package writes it, and only `platform.acts` calls it.
"""
