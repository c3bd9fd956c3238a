"""The search service: a screenshot in, the library's own icons out."""
