"""The days of the assembly and the meetings of its groups: agenda, presence, tables, minutes."""
