"""The object store and its S3 operations."""
