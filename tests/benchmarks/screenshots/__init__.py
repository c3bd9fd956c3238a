"""The benchmark of whole screenshots: `python -m tests.benchmarks.screenshots`."""
