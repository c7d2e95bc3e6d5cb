"""Time-series forecasting: jobs, models and serving. See ``docs/forecasting.md``."""
