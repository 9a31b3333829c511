"""The gradient along each path: products of Jacobians, and the strongest of them through a point."""

import functools

import pytest
import torch

from course_utils.paths.paths import all_paths
from course_utils.paths.products import path_products, strongest


@pytest.fixture
def jacobians():
    return torch.randn(5, 3, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_the_products_add_up_to_the_jacobian_of_the_stack(jacobians):
    whole = functools.reduce(
        lambda product, jacobian: (torch.eye(3) + jacobian) @ product, jacobians, torch.eye(3).double()
    )
    torch.testing.assert_close(path_products(jacobians).sum(0), whole)


def test_each_product_is_that_of_its_branches(jacobians):
    for path, product in zip(all_paths(5), path_products(jacobians), strict=True):
        expected = torch.eye(3, dtype=torch.float64)
        for jacobian in jacobians[path]:
            expected = jacobian @ expected
        torch.testing.assert_close(product, expected)


def test_the_strongest_is_among_those_through_the_point():
    norms = torch.rand(2**6, generator=torch.Generator().manual_seed(2))
    for block in range(7):
        for taken in range(block + 1):
            through = [i for i, path in enumerate(all_paths(6)) if path[:block].sum() == taken]
            assert strongest(norms, block, taken) == max(through, key=lambda i: norms[i])
    for point in ((7, 0), (2, 3), (3, -1)):
        with pytest.raises(ValueError, match="No path"):
            strongest(norms, *point)


def test_too_many_blocks():
    with pytest.raises(ValueError):
        path_products(torch.zeros(17, 1, 1))
