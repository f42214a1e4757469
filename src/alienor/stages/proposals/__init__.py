"""What the group brings to the assembly: versions, tests, arguments, amendments, the final text."""
