"""How sure an answer is: posterior probabilities and a verdict, learned from trials."""

from features.search.calibration.calibration import SETTINGS, Calibration, Verdict, fit
from features.search.calibration.evidence import Evidence, distance

__all__ = ["SETTINGS", "Calibration", "Evidence", "Verdict", "distance", "fit"]
