"""The demonstration: whole editions played through the same actions as the web pages.

Nothing is inserted through models: texts are data files (`texts/`), people are invented
(`population.py`), and what happens comes from actions, in the order of their dates.
"""
