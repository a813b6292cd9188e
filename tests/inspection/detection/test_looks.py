"""A glance says which products a picture may show."""

import numpy as np
import pytest

from bench.detection.drawn import KINDS
from finnect.inspection.detection import Picture, ProductLook, look_of, product_look


@pytest.fixture(scope="module")
def products() -> dict[str, ProductLook]:
    random = np.random.default_rng(1)
    return {kind: product_look([look_of(draw(random)) for _ in range(6)]) for kind, draw in KINDS.items()}


def nearest(products: dict[str, ProductLook], picture: Picture) -> str:
    return min(products, key=lambda kind: products[kind].distance(look_of(picture)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_picture_is_nearest_to_its_own_product(kind: str, products: dict[str, ProductLook]) -> None:
    random = np.random.default_rng(2)
    assert {nearest(products, KINDS[kind](random)) for _ in range(5)} == {kind}


def test_the_size_of_the_picture_does_not_matter(products: dict[str, ProductLook]) -> None:
    picture = KINDS["board"](np.random.default_rng(3))
    larger = picture.repeat(3, axis=0).repeat(3, axis=1)
    assert products["board"].distance(look_of(larger)) == pytest.approx(products["board"].distance(look_of(picture)), abs=0.2)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_picture_of_nothing_is_far_from_every_product(grey: int, products: dict[str, ProductLook]) -> None:
    nothing = look_of(np.full((200, 300, 3), grey, np.uint8))
    assert np.isfinite(nothing).all()
    assert min(product.distance(nothing) for product in products.values()) > 1.8


def test_products_of_one_single_picture_are_still_compared(products: dict[str, ProductLook]) -> None:
    picture = KINDS["cloth"](np.random.default_rng(4))
    alone = product_look([look_of(picture)])
    assert alone.distance(look_of(picture)) == 0
    assert 0 < alone.distance(look_of(KINDS["cloth"](np.random.default_rng(5)))) < 2
