"""AutoML on tables: binary and multiclass classification, regression."""
