"""The one place where personal data is kept: encrypted, with a key for each person.

Everything else refers to a person by an internal id that says nothing, and shows the public a
pseudonym. E-mail and telephone are found by a keyed index (HMAC-SHA256), never in clear.
"""
