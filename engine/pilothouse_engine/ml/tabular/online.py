"""Online explanations (``ClarifyExplainerConfig``) of a hosted model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.expression import check_expression, choose_records
from pilothouse_engine.ml.payload import CSV, JSON_LINES
from pilothouse_engine.ml.responses import Record
from pilothouse_engine.ml.sampling import sampled_values
from pilothouse_engine.ml.tabular.models.archive import TabularModel
from pilothouse_engine.ml.tabular.payload import encode_records, read_records
from pilothouse_engine.ml.tabular.shap.explain import explain_model
from pilothouse_engine.ml.values import Floats


class OnlineExplainer:
    """A checked explainer configuration, bound to a model."""

    def __init__(self, model: TabularModel, config: Mapping[str, Any]) -> None:
        """Raises :class:`ValueError` naming the faulty field."""
        self._model = model
        shap = config.get("ShapConfig", {})
        inference = config.get("InferenceConfig", {})
        self._logit = bool(shap.get("UseLogit", False))
        self._seed = int(shap.get("Seed", 0))
        self._samples = shap.get("NumberOfSamples")
        self._expression = config.get("EnableExplanations")
        check_expression(self._expression)
        names = model.encoder.names
        self._headers = list(inference.get("FeatureHeaders") or names)
        if len(self._headers) != len(names):
            raise ValueError(
                f"FeatureHeaders lists {len(self._headers)} names; the model takes {len(names)} "
                "features. List one per feature, or leave it out."
            )
        self._labels = list(inference.get("LabelHeaders") or model.outputs)
        if len(self._labels) == 2 and model.problem == "BinaryClassification":
            # Headers of both classes: the contributions are those of the positive one.
            self._labels = self._labels[1:]
        self._baseline = self._read_baseline(shap.get("ShapBaselineConfig", {}))

    def _read_baseline(self, config: Mapping[str, Any]) -> Floats:
        inline = config.get("ShapBaseline")
        if inline is None:
            if config.get("ShapBaselineUri"):
                raise ValueError(
                    "ShapBaselineUri was not resolved. Give the baseline inline as ShapBaseline."
                )
            return self._model.encoder.encode_rows([self._model.baseline])
        kind = config.get("MimeType", CSV)
        if kind not in (CSV, JSON_LINES):
            raise ValueError(f"ShapBaselineConfig: MimeType must be {CSV} or {JSON_LINES}.")
        try:
            records = read_records(inline.encode(), kind, self._model.encoder, self._model.target)
            return encode_records(records, self._model.encoder)
        except ModelInputError as error:
            raise ValueError(f"ShapBaseline: {error}") from None

    def choose(self, records: Sequence[Record], accept: str, header: str | None) -> list[bool]:
        """Which records to explain. The header overrides the stored expression.

        Raises :class:`ModelInputError` for bad syntax or a result that is no boolean.
        """
        return choose_records(records, accept, header or self._expression)

    def explain(self, x: Floats) -> Floats:
        """Contributions (n, features, outputs) in the configured unit."""
        model = self._model
        encoder = model.encoder
        features = len(encoder.features)
        if self._logit or model.problem == "Regression":
            return explain_model(
                model.model, x, self._baseline, encoder.sources, features, self._seed
            ).values
        start = 1 if model.problem == "BinaryClassification" else 0

        def function(rows: Floats) -> Floats:
            return model.probabilities(rows)[:, start:]

        pairs = 32
        if self._samples is not None:
            pairs = int(np.clip(self._samples // (2 * features), 1, 200))
        return sampled_values(
            function, x, self._baseline, encoder.sources, features, self._seed, pairs
        ).values

    def answer(
        self, x: Floats, chosen: Sequence[bool], prediction: str, content_type: str
    ) -> dict[str, Any]:
        """The online answer; ``chosen`` says which records of X to explain."""
        rows = np.flatnonzero(chosen)
        explanations: dict[str, Any] = {}
        if rows.size:
            listed: list[Any] = [None] * len(x)
            for row, values in zip(rows.tolist(), self.explain(x[rows]), strict=True):
                listed[row] = [
                    {"feature_header": header, "attributions": [{"attribution": value.tolist()}]}
                    for header, value in zip(self._headers, values, strict=True)
                ]
            explanations["kernel_shap"] = listed
        out: dict[str, Any] = {
            "version": "1.0",
            "predictions": {"content_type": content_type, "data": prediction},
            "explanations": explanations,
        }
        if self._model.problem != "Regression":
            out["label_headers"] = self._labels
        return out
