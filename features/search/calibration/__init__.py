"""How sure an answer is: posterior probabilities and a verdict, learned from trials."""

from features.search.calibration.calibration import CALIBRATION, Calibration, Verdict, fit
from features.search.calibration.evidence import Evidence, distance

__all__ = ["CALIBRATION", "Calibration", "Evidence", "Verdict", "distance", "fit"]
