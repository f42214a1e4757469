"""What lets anyone check the public record: canonical bytes, a Merkle tree, signed checkpoints.

Pure functions on bytes and plain data; no randomness, no clock, no file, no network.

* `canonical`: one value, one sequence of bytes (RFC 8785);
* `merkle`: roots, inclusion and consistency proofs (RFC 9162), a frontier to grow a log;
* `tiles`: the static files of a log (C2SP tlog-tiles);
* `notes`, `checkpoint`: signed notes and checkpoints (C2SP signed-note, tlog-checkpoint);
* `commitments`: salted commitments to what the record may not show.
"""
