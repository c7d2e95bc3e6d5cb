"""Reports on tabular jobs: explanations and notebooks."""
