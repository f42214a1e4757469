"""The edition, its rules, its founding documents, its commitments, its calendar."""
