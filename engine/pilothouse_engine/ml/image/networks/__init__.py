"""Convolutional networks in plain NumPy: what they are, where their weights come from."""
