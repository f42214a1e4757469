"""Tells screens what has changed: a topic, never the content. Only this package has the bus."""
