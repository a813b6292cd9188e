"""From good pictures to a detector, by gradient.

Three students learn side by side, each from all pictures but a third. The detector is the mean of them; the threshold comes
from what each says of the third that it has not seen, so every good picture serves both purposes.
"""

import ctypes
import itertools
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache

import keras
import numpy as np
import tensorflow as tf

from finnect.inspection.detection import Backbone, Detector, Source, TooFewPictures, Trained, decode, graph
from finnect.inspection.detection.calibration import calibrate
from finnect.inspection.detection.coreset import StreamingCover, merge
from finnect.inspection.detection.detector import AnomalyMap
from finnect.inspection.detection.folds import fold_of, held_out
from finnect.inspection.detection.session import InferenceSession, open_session
from finnect.inspection.detection.training import Features, TrainingOptions, peak_rss_bytes, tested, whitening
from finnect.inspection.gradient.checkpoints import Arrays, Checkpoint, Checkpoints, NoCheckpoints, task_of
from finnect.inspection.gradient.exporting import detector_model, student_model
from finnect.inspection.gradient.feeding import Feed
from finnect.inspection.gradient.options import GradientOptions
from finnect.inspection.gradient.students import Student
from finnect.kit.progress import Report, part, silent
from finnect.kit.words import N_

FOLDS = 3
LEAST = 6  # pictures: two in each fold
PROTOTYPES = 1024
TRIMMED = 8  # pictures worked on between two times that freed memory is given back
EPOCH_PICTURES = 400  # most: of a larger set an epoch is a random part, so that time does not grow with it
SAMPLE = 12  # pictures that tell what spread to begin with


def train(
    good: Sequence[Source],
    *,
    backbone: Backbone,
    options: GradientOptions | None = None,
    test_good: Sequence[Source] = (),
    defects: Mapping[str, Sequence[Source]] | None = None,
    masks: Mapping[Source, Source] | None = None,
    checkpoints: Checkpoints | None = None,
    report: Report = silent,
) -> Trained:
    """Train on `good`, in the order they were taken; `test_good`, `defects` (by kind) and their `masks` only measure and calibrate.

    After each epoch a checkpoint is saved; one of the same training that is there is gone on from, and `seconds` are then
    those since: `epochs_before` of the `epochs` were done. `report` may raise to cancel.

    Raises TooFewPictures, and what `decode` raises for a picture that cannot be read.
    """
    started = time.monotonic()
    if len(good) < LEAST:
        raise TooFewPictures(count=len(good), least=LEAST)
    options = options or GradientOptions()
    _use_threads(options.threads)
    task = task_of(good, [graph.features_model(backbone, options.resolution), asdict(options), FOLDS, PROTOTYPES])
    checkpoints = checkpoints or NoCheckpoints()
    known = _known(checkpoints, task)
    (mean, basis), students = _taught(known, good, backbone, task, options, checkpoints, part(report, 0, 0.7))
    exported = [student_model(student) for student in students]
    alone = [detector_model(backbone, options.resolution, mean, basis, [student]) for student in exported]
    scores, medians = _held_out(good, alone, options, part(report, 0.7, 0.8))
    calibration = calibrate(scores, medians, false_alarm_rate=options.false_alarm_rate)
    model = detector_model(backbone, options.resolution, mean, basis, exported)
    _give_back_freed()
    calibration, found, metrics = tested(
        Detector(model, calibration, threads=options.threads),
        scores,
        test_good=test_good,
        defects=defects or {},
        masks=masks or {},
        max_pixels=options.max_pixels,
        report=part(report, 0.8, 1),
    )
    report(1.0, N_("Trained on %(count)s pictures"), count=len(good))
    return Trained(
        onnx=model,
        calibration=calibration,
        metrics=metrics,
        scores=found,
        training={
            "seconds": time.monotonic() - started,
            "peak_rss_bytes": peak_rss_bytes(),
            "images": len(good),
            "epochs": options.epochs,
            "epochs_before": known.epochs if known else 0,
        },
    )


def _known(checkpoints: Checkpoints, task: str) -> Checkpoint | None:
    """What an earlier attempt at the same training left."""
    kept = checkpoints.load()
    found = Checkpoint.unpack(kept) if kept else None
    return found if found and found.task == task else None


def _taught(
    known: Checkpoint | None,
    good: Sequence[Source],
    backbone: Backbone,
    task: str,
    options: GradientOptions,
    checkpoints: Checkpoints,
    report: Report,
) -> tuple[Arrays, list[Student]]:
    """Mean and basis of the patches, and the students after all epochs."""
    keras.utils.set_random_seed(options.seed)
    whole = TrainingOptions(resolution=options.resolution, detail=1, threads=options.threads, max_pixels=options.max_pixels)
    features = Features(backbone, whole)
    mean, basis = known.states[0] if known else whitening(good, features, whole, part(report, 0, 0.05))[0]
    feed = Feed(good, features, mean, basis, max_pixels=options.max_pixels)
    students = [Student.restored(state) for state in known.states[1:]] if known else _beginners(feed, part(report, 0.05, 0.2))
    for epoch in range(known.epochs if known else 0, options.epochs):
        start, end = (0.2 + 0.8 * number / options.epochs for number in (epoch, epoch + 1))
        _learn(students, feed, epoch, options, part(report, start, end))
        checkpoints.save(Checkpoint(task, epoch + 1, [[mean, basis], *(student.state for student in students)]).pack())
    return [mean, basis], students


def _beginners(feed: Feed, report: Report) -> list[Student]:
    """Students whose prototypes cover the patches of all folds but one: drawn at random they would miss what is rare."""
    count = len(feed.good)
    sample = {number: feed.patches(feed.good[number]) for number in np.unique(np.linspace(0, count - 1, SAMPLE).astype(int))}
    covers = [StreamingCover(PROTOTYPES, sample[0].shape[1]) for _ in range(FOLDS)]
    for number, patches in feed.pictures(np.arange(count)):
        report(number / count, N_("Looking at picture %(number)s of %(count)s"), number=number + 1, count=count)
        covers[fold_of(number, count, FOLDS)].add(patches)
    students = []
    for fold, left_out in enumerate(covers):
        students.append(Student(merge([cover for cover in covers if cover is not left_out], PROTOTYPES).vectors))
        students[-1].expect(np.concatenate([patches for number, patches in sample.items() if fold != fold_of(int(number), count, FOLDS)]))
    return students


def _learn(students: list[Student], feed: Feed, epoch: int, options: GradientOptions, report: Report) -> None:
    """One epoch: every picture (or `EPOCH_PICTURES` of them) once, to each student whose fold it is not in."""
    count, losses = len(feed.good), list[float]()
    rng = np.random.default_rng((options.seed, epoch))
    order = rng.permutation(count)[:EPOCH_PICTURES]
    for done, (number, patches) in enumerate(feed.pictures(order), start=1):
        shuffled, progress = rng.permutation(patches), (epoch + done / len(order)) / options.epochs
        if done % TRIMMED == 0:
            _give_back_freed()
        losses += [student.learn(shuffled, progress) for fold, student in enumerate(students) if fold != fold_of(number, count, FOLDS)]
        report(
            done / len(order),
            N_("Epoch %(epoch)s of %(epochs)s, picture %(number)s of %(count)s, loss %(loss)s"),
            epoch=epoch + 1,
            epochs=options.epochs,
            number=done,
            count=len(order),
            loss=f"{np.mean(losses):.3f}",
        )


def _held_out(good: Sequence[Source], students: list[bytes], options: GradientOptions, report: Report) -> tuple[list[float], list[float]]:
    """Score of each good picture, and median of its map, by the student that has not seen it."""
    numbers = itertools.count()

    def opened(fold: int) -> InferenceSession:
        return open_session(students[fold], threads=options.threads)

    def measured(session: InferenceSession, source: Source) -> tuple[float, AnomalyMap]:
        if next(numbers) % TRIMMED == 0:
            _give_back_freed()
        score, anomaly = session.run(["score", "map"], {"image": decode(source, max_pixels=options.max_pixels)[None]})
        return float(score[0]), anomaly[0]

    return held_out(good, len(good), FOLDS, opened, measured, report)


def _give_back_freed() -> None:
    """To the system: TensorFlow's blocks and onnxruntime's, freed side by side, leave holes that else grow to a gigabyte."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):  # musl has none
        library.malloc_trim(0)


@cache
def _use_threads(threads: int) -> None:
    """Once in a process: TensorFlow takes this only before it computes anything."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(2)
