"""What the data directory holds in bytes, and removing what is not needed any more."""

CATEGORIES = ("jobs", "data", "uploads", "logs", "scratch", "database", "hub", "other")
"""Every byte of a data directory belongs to one of these."""

CLEANABLE = ("jobs", "uploads", "logs")
