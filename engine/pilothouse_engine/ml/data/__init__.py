"""Reading of input files into a :class:`~pilothouse_engine.ml.data.table.Table`."""
