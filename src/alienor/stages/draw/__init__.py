"""The draw by lot: quotas and pool closed first, then the balls, the panel and its reserve."""
