"""Messages to people: queued in the transaction of the act, encrypted with the person's key.

Without a mail server they wait in the outbox, which a demonstration shows to everybody and a
real instance to its organisers. To somebody without an e-mail address the same words go as a
letter, which the organisers print.
"""
