"""Zipf's law: the second is half as frequent as the first, the hundredth a hundredth."""

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def pick(rng: random.Random, items: Sequence[Item], shift: float = 1.0) -> Item:
    """Return one of the items, the n-th with a frequency near 1 / (n + shift): the first ones most often.

    The larger the shift, the less stands the first out. Source: Mandelbrot's form of the law, its
    distribution inverted, so that one random number and one power are enough.
    """
    return items[int(shift * (len(items) / shift + 1) ** rng.random() - shift)]
