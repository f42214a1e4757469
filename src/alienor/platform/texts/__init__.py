"""Words that people publish: kept once, never edited, hidden only with a published reason.

The register holds a salted commitment of each text (entries stay small, and a text that has to
be hidden does not stay readable in a log that forgets nothing). While a text is public, its salt
is too: anybody can check that these are the words that were recorded.
"""
