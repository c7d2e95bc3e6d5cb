"""Deployed models in hosting processes."""
