"""What is learned rather than written: simulated screenshots, and the parts of an encoder fitted to them."""
