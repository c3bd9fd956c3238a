"""Training: the parts of encoders that are fitted to simulated screenshots."""
