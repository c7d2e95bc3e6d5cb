"""Rules for ``ImageClassificationJobConfig``; channels are checked for every problem type."""

from .common import accuracy_only, one_candidate

RULES = (one_candidate, accuracy_only)
