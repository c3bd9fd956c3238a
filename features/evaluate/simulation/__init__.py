"""Simulated screenshots: icons drawn as pages, controls and cameras show them."""
