"""The SageMaker control plane."""
