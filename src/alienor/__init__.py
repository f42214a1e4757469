"""Aliénor runs a municipal citizens' assembly and lets anyone check every step."""
