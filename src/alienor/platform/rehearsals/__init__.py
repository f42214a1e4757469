"""Rehearsals of a day: instances of their own, beside the real one, that leave nothing in it.

A rehearsal is a folder under the instance's (`rehearsals/KEY/`), a process of this same program
that plays and serves it on a socket in that folder, and a road to it behind the site. What it is
made from is a plan that names nobody.
"""
