"""One key for each person, in a database of its own beside the assembly's.

Backups of the assembly's database are kept for long; those of this one for a short time only
(docs/operators). To erase a person is to erase their key: what any backup still holds of them
can no longer be read, and the public register, which holds commitments only, stays valid.
"""
