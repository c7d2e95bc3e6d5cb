"""AutoML jobs in worker processes."""
