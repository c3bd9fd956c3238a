"""The search service: a screenshot in, the library's own icons out."""

import os

# NumPy reads it when it is imported. Searches run side by side: its own threads would only wait for each other, at three times the
# processor time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
