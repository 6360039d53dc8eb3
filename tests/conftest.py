"""What holds for all tests."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program sets it for itself
