"""The SageMaker API on your own machine: trains, explains and hosts models."""

__version__ = "0.1.0"
