"""A description proposed from a service's schema."""
