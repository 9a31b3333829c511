"""recipes: torchvision's networks to the last parameter, on paper and built, and as functions of the same weights."""

import pytest
import torch
import torchvision

from course_utils.cost.counting import count
from course_utils.networks import on_paper
from course_utils.networks.imagenet import (
    NAMES,
    RECIPES,
    DenseNetRecipe,
    ResNetRecipe,
    imagenet_net,
    load_torchvision,
    stage_plans,
)
from course_utils.networks.staged import count_parameters, seeded

PUBLISHED = {
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
}
RESIDUAL = [name for name in RECIPES if name != "densenet121"]


@pytest.mark.parametrize("name", RECIPES)
def test_torchvisions_parameters(name):
    with torch.device("meta"):
        theirs = getattr(torchvision.models, name)()
    assert (
        count_parameters(imagenet_net(name))
        == count_parameters(theirs)
        == PUBLISHED.get(name, count_parameters(theirs))
    )


@pytest.mark.parametrize("name", RESIDUAL)
def test_on_paper_as_built(name):
    layers = [layer for plan in stage_plans(RECIPES[name]).values() for layer in plan]
    cost = count(imagenet_net(name), (1, 3, 224, 224))
    assert (on_paper.parameters(layers), on_paper.multiply_adds(layers)) == (cost.parameters, cost.multiply_adds)


@pytest.mark.parametrize("name", ["resnet18", "resnext50_32x4d", "densenet121"])
def test_torchvisions_function(name):
    """The same weights give the same logits; in evaluation mode, on a small image."""
    with seeded(0):
        ours = imagenet_net(name, "cpu").eval()
    theirs = getattr(torchvision.models, name)()
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    x = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(ours(x), theirs.eval()(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "wide_resnet50_2", "densenet121"])
def test_torchvisions_weights_load_by_their_place(name):
    """Random weights and statistics in torchvision's own format; without its class, the file that holds them is one."""
    with seeded(0):
        theirs = getattr(torchvision.models, name)()
        for value in theirs.state_dict().values():
            if value.is_floating_point() and value.dim() == 1:
                value.uniform_(0.5, 1.0)
    ours = load_torchvision(imagenet_net(name, "cpu"), theirs.state_dict()).eval()
    x = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(ours(x), theirs.eval()(x), rtol=1e-4, atol=1e-4)


def test_weights_of_another_recipe_are_refused():
    weights = torchvision.models.resnet18().state_dict()
    with pytest.raises(ValueError, match="another recipe"):
        load_torchvision(imagenet_net("resnet34", "cpu"), weights)
    weights["fc.weight"] = weights["fc.weight"][:10]
    with pytest.raises(ValueError, match=r"fc.weight does not fit head.2.weight: \(10, 512\) cannot fill"):
        load_torchvision(imagenet_net("resnet18", "cpu"), weights)


def test_every_recipe_has_a_name():
    assert NAMES.keys() == RECIPES.keys()


@pytest.mark.parametrize("name", ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"])
def test_depth_is_in_the_name(name):
    assert RECIPES[name].depth == int(name.removeprefix("resnet"))


def test_nothing_is_allocated():
    assert all(parameter.is_meta for parameter in imagenet_net("resnet152").parameters())


def test_other_recipes_build_and_agree():
    recipe = ResNetRecipe("bottleneck", (1, 2, 1, 1), width=32, groups=4)
    plan = [layer for part in stage_plans(recipe).values() for layer in part]
    assert count_parameters(imagenet_net(recipe)) == on_paper.parameters(plan)
    dense = DenseNetRecipe((2, 3), growth=8)
    assert [*dense.channels()] == [(16, 32), (16, 40)]
    assert imagenet_net(dense)(torch.empty(2, 3, 64, 64, device="meta")).shape == (2, 1000)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"block": "wide", "counts": (1, 1, 1, 1)}, "No block is called 'wide'"),
        ({"block": "basic", "counts": (1, 1, 1)}, "four stages"),
        ({"block": "basic", "counts": (1, 0, 1, 1)}, "one block or more"),
        ({"block": "basic", "counts": (1, 1, 1, 1), "groups": 2}, "not grouped"),
    ],
)
def test_what_is_no_recipe(settings, message):
    with pytest.raises(ValueError, match=message):
        ResNetRecipe(**settings)


def test_an_unknown_name():
    with pytest.raises(ValueError, match="No recipe is called 'resnet51'"):
        imagenet_net("resnet51")
