"""The search-quality benchmark: `python -m tests.benchmarks.quality`."""
