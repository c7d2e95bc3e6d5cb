"""Shapley values of the models, against one or several baseline records.

Value of a coalition S of source features: the mean over the baseline records of the margin with
the features of S taken from the explained record and all others from the baseline record. All
derived columns of one source feature change together.
"""
