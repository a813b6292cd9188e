"""BG/NBD: the published prediction, and the parameters of simulated customers found again."""

import numpy as np
import pytest

from finnect.sales.analysis.purchasing import Histories, Purchasing, fit_purchasing, hypergeometric
from finnect.sales.analysis.simplex import least

CDNOW = Purchasing(r=0.243, alpha=4.414, a=0.793, b=2.426)  # Fader, Hardie & Lee 2005, table 2
TRUE = Purchasing(r=0.8, alpha=6.0, a=0.9, b=3.0)


def simulated(truth: Purchasing, count: int, *, weeks: float, ahead: float) -> tuple[Histories, np.ndarray]:
    """What was seen of customers who behave as the model says, and how often each bought in the time after."""
    rng = np.random.default_rng(1)
    rates = rng.gamma(truth.r, 1 / truth.alpha, count)
    drops = rng.beta(truth.a, truth.b, count)
    ages = rng.uniform(weeks / 2, weeks, count)
    rows = [one(rng, *who, ahead) for who in zip(rates, drops, ages, strict=True)]
    repeats, recency, later = map(np.array, zip(*rows, strict=True))
    return Histories(repeats, recency.astype(float), ages), later


def one(rng: np.random.Generator, rate: float, drop: float, age: float, ahead: float) -> tuple[int, float, int]:
    now, seen, last, later = 0.0, 0, 0.0, 0
    while (now := now + rng.exponential(1 / rate)) < age + ahead:
        if now < age:
            seen, last = seen + 1, now
        else:
            later += 1
        if rng.random() < drop:
            break
    return seen, last, later


@pytest.fixture(scope="module")
def customers():
    return simulated(TRUE, 6_000, weeks=60, ahead=20)


def test_the_published_prediction_is_met():
    """1.226 purchases in the next 39 weeks, for two repeats, the last in week 30.43 of 38.86 (the authors' own spreadsheet)."""
    seen = Histories(np.array([2]), np.array([30.43]), np.array([38.86]))

    assert CDNOW.expected(seen, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


def test_the_parameters_of_simulated_customers_are_found_again(customers):
    found = fit_purchasing(customers[0])

    assert (found.r, found.alpha) == pytest.approx((TRUE.r, TRUE.alpha), rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(TRUE.a / (TRUE.a + TRUE.b), rel=0.1)


def test_what_simulated_customers_buy_later_is_predicted(customers):
    seen, later = customers
    predicted = TRUE.expected(seen, 20.0)
    often = seen.repeats >= 3

    assert predicted.sum() == pytest.approx(later.sum(), rel=0.05)
    assert predicted[often].sum() == pytest.approx(later[often].sum(), rel=0.05)
    assert np.corrcoef(predicted, later)[0, 1] > 0.5


def test_who_has_not_come_for_long_is_hardly_active():
    seen = Histories(np.array([10, 10, 0]), np.array([38.0, 12.0, 0.0]), np.array([40.0, 40.0, 40.0]))
    lately, long_ago, never_again = CDNOW.alive(seen)

    assert long_ago < 0.1 < 0.85 < lately
    assert never_again == 1  # who bought once cannot have dropped out after a repeat purchase


def test_a_parameter_of_one_is_no_hole():
    seen = Histories(np.array([3]), np.array([20.0]), np.array([30.0]))
    beside = [Purchasing(0.5, 5.0, a, 2.0).expected(seen, 10.0)[0] for a in (0.999, 1.0, 1.001)]

    assert beside[0] > beside[1] > beside[2]
    assert beside[1] == pytest.approx((beside[0] + beside[2]) / 2, rel=1e-4)


@pytest.mark.parametrize("z", [0.0, 0.3, 0.9])
def test_the_series_is_that_of_known_functions(z):
    at = np.array([z])

    assert hypergeometric(1, 1, np.array([2.0]), at)[0] * z == pytest.approx(-np.log(1 - z))
    assert hypergeometric(2.5, 3, np.array([3.0]), at)[0] == pytest.approx((1 - z) ** -2.5)


def test_the_least_value_of_a_curved_valley_is_found():
    found = least(lambda at: (1 - at[0]) ** 2 + 100 * (at[1] - at[0] ** 2) ** 2, np.array([-1.2, 1.0]))

    assert found == pytest.approx([1, 1], abs=1e-3)
