"""Pictures to feature vectors, and published generations that a search can trust."""
