"""Batch transform: a model applied to objects in S3, in a worker process."""
