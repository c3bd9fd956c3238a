"""The search service: a screenshot in, the library's own icons out."""

import os

# NumPy reads this when it is imported. Searches run side by side; NumPy's own threads would wait
# for each other, at three times the processor time of a search.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
