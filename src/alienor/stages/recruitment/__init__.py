"""Reach people: address files, invitations, doors, replies, and those who accepted."""
