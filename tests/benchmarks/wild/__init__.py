"""The benchmark of pictures as people crop them: `python -m tests.benchmarks.wild`."""
