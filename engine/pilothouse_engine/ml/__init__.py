"""The machine-learning half of the engine: reading data, training, explaining, serving.

Nothing here touches HTTP or the engine's state; see :mod:`pilothouse_engine.contract`.
Training libraries are imported inside the functions that use them, so that serving a model
needs NumPy alone.
"""
