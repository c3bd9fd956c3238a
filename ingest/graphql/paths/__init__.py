"""Paths into an answer: dotted names, texts with paths in braces, and the parts that are icons."""
