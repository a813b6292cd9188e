"""Gamma-Gamma: published predictions, and the parameters of simulated customers found again."""

import numpy as np
import pytest

from finnect.sales.analysis.spending import Spending, fit_spending

CDNOW = Spending(p=6.25, q=3.74, v=15.44)  # Fader & Hardie 2013


def test_few_purchases_are_drawn_towards_the_mean_of_all():
    """(p (v + x m)) / (p x + q − 1): their equation for CDNOW's first two customers, worked out by hand."""
    assert CDNOW.mean == pytest.approx(35.22, abs=0.01)
    assert CDNOW.expected(np.array([2, 1]), np.array([22.35, 11.77])) == pytest.approx([24.66, 18.92], abs=0.01)
    assert CDNOW.expected(np.array([10_000]), np.array([22.35]))[0] == pytest.approx(22.35, rel=1e-3)


@pytest.mark.parametrize("unit", [1.0, 1_300.0])
def test_the_parameters_of_simulated_customers_are_found_again(unit):
    rng = np.random.default_rng(3)
    purchases = rng.integers(1, 15, 8_000)
    rates = rng.gamma(CDNOW.q, 1 / CDNOW.v, 8_000)
    mean = unit * rng.gamma(CDNOW.p * purchases, 1 / (rates * purchases))
    found = fit_spending(purchases, mean)

    assert (found.p, found.q) == pytest.approx((CDNOW.p, CDNOW.q), rel=0.1)
    assert found.mean == pytest.approx(unit * CDNOW.mean, rel=0.05)
