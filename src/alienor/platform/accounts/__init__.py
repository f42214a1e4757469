"""Sign-in. Its tables hold a keyed pseudonym of an address; the adapter resolves it.

`<hmac>@personne.invalid` stands wherever django-allauth keeps or looks up an e-mail address: what
a person types is turned into it before anything is stored, throttled or logged, and it is turned
into the real address, decrypted, at the moment a message leaves.
"""
