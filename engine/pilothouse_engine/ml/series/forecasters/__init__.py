"""The forecasters that an ensemble mixes; ``registry`` lists them."""
