"""Gauss–Newton search for the pose of each cutout on a target."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.registration.photometric_model import NormalEquations, PhotometricModel
from features.search.registration.query import Target
from features.search.registration.resampling import resample, resample_with_derivatives

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class SolverSettings:
    """How far the search goes.

    Pruning after a step (`kept`, `promising`) reduced 16 cutouts of bi from 3.7 to 1.5 ms. All
    values but `steps` were chosen by hand.
    """

    steps: int = 2  # Gauss–Newton steps; further steps change no result
    kept: int = 8  # cutouts that continue after a step, at most
    promising: float = 0.1  # share of the target's energy: error above the best that may continue
    position_deviation: float = 0.35  # target pixels, prior standard deviation of the position
    scale_deviation: float = 0.05  # share of the scale, prior standard deviation
    step_limit: float = 2.0  # prior standard deviations, longest step along each parameter
    least_noise: float = 1e-6  # squared; a perfect fit still needs a prior that can be solved


SOLVER = SolverSettings()


class _Best:
    """The best likeness (n,) of each cutout so far, and the pose (n, 3) that reached it."""

    def __init__(self, likeness: Array, poses: Array) -> None:
        self.likeness = likeness
        self.poses = poses

    def update(self, numbers: Numbers, likeness: Array, poses: Array) -> None:
        """Adopt the values of the cutouts `numbers` where they are better."""
        better = likeness > self.likeness[numbers]
        improved = numbers[better]
        self.likeness[improved] = likeness[better]
        self.poses[improved] = poses[better]


def optimise(model: PhotometricModel, steps: int) -> tuple[Array, Array]:
    """(n,) best likeness of each cutout and (n, 3) its pose, after that number of steps.

    The search starts where the drawing's box is on the target's. Cutouts that fall behind keep
    the best pose found before.
    """
    poses = model.initial_poses()
    equations = _evaluate(model, poses, derivatives=steps > 0)

    # Cutouts may share their initial pose.
    count = len(model.planes)
    copies = count // len(poses)
    best = _Best(equations.likeness, np.repeat(poses, copies, axis=0))

    numbers = np.arange(count)
    for remaining in reversed(range(steps)):
        moves = _gauss_newton_moves(equations, poses, model.target)
        kept = _promising(equations, moves, model.target.energy)
        poses = poses + moves
        poses = poses[kept]
        numbers = numbers[kept]

        model = model.selected(kept)
        equations = _evaluate(model, poses, derivatives=remaining > 0)
        best.update(numbers, equations.likeness, poses)
    return best.likeness, best.poses


def _evaluate(model: PhotometricModel, poses: Array, derivatives: bool) -> NormalEquations:
    """The least-squares problem at these poses; without derivatives it has the likeness alone."""
    target = model.target
    if derivatives:
        images = resample_with_derivatives(
            model.planes,
            poses,
            target.offsets,
            target.size,
            target.pixel_size,
        )
    else:
        images = resample(model.planes, poses, target.offsets, target.size)
    return model.normal_equations(target.shown(images))


def _gauss_newton_moves(equations: NormalEquations, poses: Array, target: Target) -> Array:
    """(n, 3): the step of each pose.

    A Gaussian prior around the present pose holds back parameters that the target hardly
    determines. Its weight is the residual's variance, estimated from the squared error.
    """
    # In pixels of the cutout.
    scales = poses[:, 2:]
    deviations = _prior_deviations(target) * scales

    pixels = target.values.shape[1]
    variance = equations.squared_error / pixels
    noise = np.maximum(variance, SOLVER.least_noise)
    precision = noise[:, None] / deviations**2  # of the prior, in units of the residual
    prior = np.eye(3) * precision[:, None]

    # np.linalg.solve takes vectors as columns.
    curvature = equations.curvature + prior
    gradient = equations.gradient[:, :, None]
    solutions = np.linalg.solve(curvature, gradient)

    limit = SOLVER.step_limit * deviations
    not_above = np.minimum(solutions[..., 0], limit)
    moves: Array = np.maximum(not_above, -limit)
    return moves


def _prior_deviations(target: Target) -> Array:
    """(3,): standard deviations of x and y in query pixels, and of the scale as a share of it."""
    across, down = target.pixel_size
    position = SOLVER.position_deviation
    return np.array(
        [
            position * across,
            position * down,
            SOLVER.scale_deviation,
        ]
    )


def _promising(equations: NormalEquations, moves: Array, energy: float) -> Numbers:
    """(k,): numbers of the cutouts to continue with, the lowest predicted error first."""
    # The squared error is quadratic in the move, as far as the derivatives hold.
    curved = np.matvec(equations.curvature, moves)
    slopes = curved - 2 * equations.gradient
    change = np.vecdot(moves, slopes)
    predicted = equations.squared_error + change

    slack = SOLVER.promising * energy
    limit = predicted.min() + slack
    near = np.flatnonzero(predicted <= limit)
    order = np.argsort(predicted[near], kind="stable")
    first = order[: SOLVER.kept]
    return near[first]
