"""Two voices or one: grouping of voiceprints, and the finer line between the groups.

The time is bounded per second of speech, nothing is drawn by chance, and the same input gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Labels = NDArray[np.int8]

_ROUNDS = 30
_MIXTURE, _EM_ROUNDS = 16, 12
_MOST_FRAMES = 20_000  # frames that one voice's model learns from: 7 minutes of speech, evenly chosen
_FLOOR = 0.05  # least variance of a component, as a share of the voice's own
_LOUDEST_RATIO = 8.0  # log: one frame cannot say more than this
_FRAME_SHARE = 0.1  # neighbouring frames say nearly the same: each counts this much
_SWITCH = 4.0  # log: what a change of voice costs


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups of voiceprints. `centres`: (2, 256), rows of length 1. `likeness`: mean similarity across the groups
    over that within them, near 1 where both are one voice; `smaller`: the smaller group's share of the time."""

    group: Labels
    centres: Floats
    likeness: float
    smaller: float


def in_two(prints: Floats, seconds: Floats, before: NDArray[np.bool_]) -> Pair:
    """The best division of voiceprints into two groups by 2-means on the sphere, each weighted with its seconds.
    `before`: whether a print hangs together with the one before it; such neighbours are grouped by what they share,
    because a voice goes on longer than a window and a sound does not.

    Begun from the main direction in which they differ and from the two that differ most: no chance."""
    own, prints = prints, _shared(prints, before)
    mean = np.average(prints, axis=0, weights=seconds)
    _, _, directions = np.linalg.svd((prints - mean) * np.sqrt(seconds)[:, None], full_matrices=False)
    along = (prints - mean) @ directions[0]
    far = int(np.argmin(prints @ mean))
    near_far = prints @ prints[far]
    starts = (along > np.median(along), along > 0, prints @ prints[int(np.argmin(near_far))] > near_far)
    found = [_settle(prints, seconds, start.astype(np.int8)) for start in starts]
    _, group = max(found, key=lambda one: one[0])
    return Pair(group, _centres(own, seconds, group), _likeness(own, group), _smaller(group, seconds))


def _shared(prints: Floats, before: NDArray[np.bool_]) -> Floats:
    """Each print with its neighbours of the same stretch of speech, of length 1 again."""
    sums = prints.copy()
    sums[1:] += prints[:-1] * before[1:, None]
    sums[:-1] += prints[1:] * before[1:, None]
    return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9), np.float32)


def _settle(prints: Floats, seconds: Floats, group: Labels) -> tuple[float, Labels]:
    for _ in range(_ROUNDS):
        centres = _centres(prints, seconds, group)
        new = (prints @ centres.T).argmax(axis=1).astype(np.int8)
        if np.array_equal(new, group):
            break
        group = new
    return float((seconds * (prints @ centres.T).max(axis=1)).sum()), group


def _centres(prints: Floats, seconds: Floats, group: Labels) -> Floats:
    sums = np.stack([((group == side) * seconds) @ prints for side in (0, 1)])
    return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9), np.float32)


def _likeness(prints: Floats, group: Labels) -> float:
    """Similarity across over similarity within; a print with itself does not count, so that few prints do not look
    more alike than many."""
    sides = [prints[group == side].astype(np.float64) for side in (0, 1)]
    if min(len(side) for side in sides) < 2:
        return 1.0
    sums = [side.sum(axis=0) for side in sides]
    within = [
        (total @ total - len(side)) / (len(side) * (len(side) - 1)) for total, side in zip(sums, sides, strict=True)
    ]
    across = sums[0] @ sums[1] / (len(sides[0]) * len(sides[1]))
    return float(across / np.sqrt(max(within[0], 1e-6) * max(within[1], 1e-6)))


def _smaller(group: Labels, seconds: Floats) -> float:
    second = float(seconds[group == 1].sum() / seconds.sum())
    return min(second, 1 - second)


def redraw(frames: Floats, leaning: Doubles, pieces: list[tuple[int, int]], loud: NDArray[np.bool_]) -> Labels:
    """The voice of each frame, 0 or 1. `frames`: cepstra; `leaning`: how much its voiceprints speak for voice 1;
    `pieces`: (first, end) frames that hang together; `loud`: frames that a model may learn from.

    Two mixtures learn the voices of this call from the first grouping, and the cheapest path through both opinions is
    taken; then once more from the result. A boundary falls where the sound changes, not where a window ended."""
    voice = (leaning > 0).astype(np.int8)
    for _ in range(2):
        models = [_learn(frames[(voice == side) & loud]) for side in (0, 1)]
        if any(model is None for model in models):
            return voice
        said = _log_likelihood(frames, models[1]) - _log_likelihood(frames, models[0])
        score = np.clip(said, -_LOUDEST_RATIO, _LOUDEST_RATIO) * _FRAME_SHARE * 2 + leaning
        for first, end in pieces:
            voice[first:end] = _path(score[first:end])
    return voice


@dataclass(frozen=True, slots=True)
class _Mixture:
    means: Doubles
    variances: Doubles
    shares: Doubles


def _learn(frames: Floats) -> _Mixture | None:
    """A Gaussian mixture with diagonal covariance by EM from evenly chosen means, or None where there is too little."""
    if len(frames) < 4 * _MIXTURE:
        return None
    few = frames[np.linspace(0, len(frames) - 1, min(len(frames), _MOST_FRAMES)).astype(int)].astype(np.float64)
    own = few.var(axis=0) + 1e-6
    model = _Mixture(
        few[np.linspace(0, len(few) - 1, _MIXTURE).astype(int)],
        np.tile(own, (_MIXTURE, 1)),
        np.full(_MIXTURE, 1 / _MIXTURE),
    )
    for _ in range(_EM_ROUNDS):
        each = _components(few, model)
        belongs = np.exp(each - each.max(axis=1, keepdims=True))
        belongs /= belongs.sum(axis=1, keepdims=True)
        count = belongs.sum(axis=0) + 1e-3
        means = (belongs.T @ few) / count[:, None]
        variances = np.maximum((belongs.T @ few**2) / count[:, None] - means**2, _FLOOR * own)
        model = _Mixture(means, variances, count / count.sum())
    return model


def _components(frames: Doubles, model: _Mixture) -> Doubles:
    """Log of each component's share of the density at each frame, (frames, components), less a constant."""
    inverse = 1 / model.variances
    squares = (frames**2) @ inverse.T - 2 * frames @ (model.means * inverse).T + (model.means**2 * inverse).sum(axis=1)
    return np.asarray(-0.5 * (squares + np.log(model.variances).sum(axis=1)) + np.log(model.shares), np.float64)


def _log_likelihood(frames: Floats, model: _Mixture | None) -> Doubles:
    assert model is not None
    found = np.empty(len(frames))
    for at in range(0, len(frames), _MOST_FRAMES):
        each = _components(frames[at : at + _MOST_FRAMES].astype(np.float64), model)
        found[at : at + _MOST_FRAMES] = np.logaddexp.reduce(each, axis=1)
    return found


def _path(score: Doubles) -> Labels:
    """The cheapest path of two states (Viterbi): `score` for state 1 against 0, a fixed price for each change."""
    stay: list[tuple[int, int]] = []
    zero = one = 0.0
    for half in (score / 2).tolist():
        from_zero, from_one = int(zero < one - _SWITCH), int(one >= zero - _SWITCH)
        zero, one = max(zero, one - _SWITCH) - half, max(one, zero - _SWITCH) + half
        stay.append((from_zero, from_one))
    voice, at = np.empty(len(stay), np.int8), int(one > zero)
    for step in range(len(stay) - 1, -1, -1):
        voice[step] = at
        at = stay[step][at]
    return voice
