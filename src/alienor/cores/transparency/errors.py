"""The faults of this room: a code, its parameters, and no sentence for the public."""

from __future__ import annotations

from collections.abc import Mapping


class TransparencyFault(ValueError):
    """Something that cannot be recorded or does not verify.

    `code` names the fault, `params` holds its facts (plain data); surfaces turn both into a
    sentence.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Mapping[str, str | int] = dict(params)
        facts = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{code}({facts})")


class NotCanonical(TransparencyFault):
    """A value without a canonical form, or bytes that are not in it.

    `params["path"]` says where, as in `$.choices[2].label`.
    Codes: `float`, `integer_out_of_range`, `key_not_text`, `invalid_text`, `unsupported_type`,
    `too_deep`, `invalid_json`, `duplicate_key`, `not_in_canonical_form`.
    """

    @property
    def path(self) -> str:
        """Where in the value the fault lies; `$` is the whole value."""
        return str(self.params["path"])


class InvalidTree(TransparencyFault):
    """A size, an index, a hash or a proof request that no Merkle tree can have.

    Codes: `hash_length`, `frontier_length`, `index_out_of_range`, `size_out_of_range`.
    """


class InvalidTile(TransparencyFault):
    """A tile or a bundle of entries that the layout does not allow.

    Codes: `entry_too_long`, `too_many_entries`, `truncated_bundle`, `tile_out_of_range`,
    `tile_not_full`.
    """


class InvalidNote(TransparencyFault):
    """A text that is not a well-formed signed note or checkpoint.

    Codes: `malformed_note`, `malformed_checkpoint`, `malformed_key`, `key_name`,
    `control_character`, `too_many_signatures`.
    """


class SignatureMissing(TransparencyFault):
    """The note holds no signature by the key it was checked against (`no_known_signature`)."""


class SignatureInvalid(TransparencyFault):
    """The note holds a signature in the name of the key, which does not verify
    (`wrong_signature`)."""


class WeakCommitment(TransparencyFault):
    """A commitment that could be guessed or that cannot be compared.

    Codes: `salt_too_short`.
    """
