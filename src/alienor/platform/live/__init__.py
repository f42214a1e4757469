"""Tells screens what has changed: a topic, never the content. Only this package has the bus.

An act writes the topics that it changed into a table, in its own transaction (`bus.publish`): a
rollback leaves none, and the order of its rows is the order of commits. A bus only rings
(`buses`): every server process then reads the table's new rows (`follower`), keeps the last ones
(`history`), and tells the pages that are connected to it (`stream`).
"""
