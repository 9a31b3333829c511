"""What is left of a notebook in a brief run: errors matter, and nothing is learnt. No claim is measured with it."""

import ast
import dataclasses
import functools
import importlib
import inspect
import pkgutil
import sys

BATCHES, BATCH = 2, 32  # of a brief training, and the most in one
MANY = 50  # turns of a loop: a training written out on a page
INPUTS = 64  # of a brief run's data, to train on and to test on: as many as it trains on


def shorten():
    """Fewer inputs, trainings of two batches, one timing of each thing."""
    shorten_data()
    shorten_trainings()
    shorten_timings()


def shorten_trainings():
    """Every training of the course is an epoch of two small batches: errors matter, and nothing is learnt.

    A training is whatever function of `course_utils.training` takes `data` and a `recipe`; what takes a number of
    steps, takes two.
    """
    from course_utils import training
    from course_utils.dynamics import flow_matching

    names = [f"{training.__name__}.{module.name}" for module in pkgutil.iter_modules(training.__path__)]
    modules = [importlib.import_module(name) for name in names]
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if {"data", "recipe"} <= set(inspect.signature(function).parameters):
                setattr(module, name, brief(function))
    for module, name in ((training.regression, "fit"), (flow_matching, "train_field")):
        setattr(module, name, in_few_steps(getattr(module, name)))


class FewTurns(ast.NodeTransformer):
    """A page's own loop of very many turns that are all alike, `for _ in range(150):`, takes two."""

    def visit_For(self, node):
        match node:
            case ast.For(
                target=ast.Name("_"), iter=ast.Call(func=ast.Name("range"), args=[ast.Constant(int(turns)) as count])
            ) if turns >= MANY:
                count.value = BATCHES
        return self.generic_visit(node)


def shorten_data():
    """Digits and pictograms are their first `INPUTS`, wherever they are asked for."""
    from course_utils import data

    for name in ("digits", "pictograms"):
        fewer = few(getattr(data, name))
        for place in (data, sys.modules[f"{data.__name__}.{name}"]):
            setattr(place, name, fewer)


def few(make):
    """A function that makes a dataset, of which the first `INPUTS` are left."""
    return functools.wraps(make)(lambda *args, **kwargs: make(*args, **kwargs).first(INPUTS))


def shorten_timings():
    """Whatever the course times is timed once, without a warm-up, on the batch that it begins with."""
    from course_utils.cost import timing

    timing.WARM_UP = timing.WARM_UP_OF_A_GPU = 0
    real = timing.compare
    timing.compare = lambda candidates, rounds=1, hardware=None: real(candidates, 1, hardware)
    timing.filling_batch = lambda candidates, start=8, *_, **__: start


def brief(train):
    """A training on less data, for one epoch, whatever it is asked."""
    signature = inspect.signature(train)

    @functools.wraps(train)
    def shortened(*args, **kwargs):
        asked = signature.bind(*args, **kwargs)
        recipe, data = asked.arguments.get("recipe"), asked.arguments["data"]
        if recipe is not None:
            size = min(recipe.batch_size, BATCH)
            asked.arguments["recipe"] = dataclasses.replace(recipe, epochs=1, batch_size=size)
            few = {name: getattr(data, name)[: BATCHES * size] for name in ("train_inputs", "train_labels")}
            asked.arguments["data"] = dataclasses.replace(data, **few)
        return train(*asked.args, **asked.kwargs)

    return shortened


def in_few_steps(train):
    """A training of two steps, however many it is asked for."""
    signature = inspect.signature(train)

    @functools.wraps(train)
    def shortened(*args, **kwargs):
        asked = signature.bind(*args, **kwargs)
        asked.arguments["steps"] = BATCHES
        return train(*asked.args, **asked.kwargs)

    return shortened
