"""Groups by k-means: found where they are, of the number that there is, and the same in any order of rows."""

import numpy as np
import polars as pl
import pytest

from finnect.sales.analysis import TooLittleHistory, cluster_rows, clusters, customer_rows, grouping, kmeans
from finnect.sales.analysis.kmeans import cluster, evenly, nearest, silhouettes
from tests.sales.analysis.tables import table

CENTRES = np.array([[0.0, 0.0, 0.0], [6.0, 0.0, 1.0], [0.0, 7.0, -1.0], [6.0, 7.0, 5.0]])


@pytest.fixture(scope="module")
def clouds():
    rng = np.random.default_rng(5)
    truth = np.repeat(np.arange(4), [50, 20, 100, 30])
    return CENTRES[truth] + rng.normal(0, 0.6, (200, 3)), truth


def test_clouds_are_told_apart(clouds):
    points, truth = clouds
    found = cluster(points, 4, seed=1)

    assert len({(a, b) for a, b in zip(truth, found.labels, strict=True)}) == 4
    assert sorted(map(tuple, found.centres.round())) == sorted(map(tuple, CENTRES.round()))


def test_the_silhouette_is_greatest_at_the_true_number(clouds):
    points, _ = clouds
    widths = silhouettes(points, [cluster(points, k, seed=1).labels for k in range(2, 9)], seed=1)

    assert widths.index(max(widths)) == 4 - 2


def test_the_silhouette_is_as_its_author_defines_it(clouds):
    points, truth = clouds
    points, truth = points[::7], truth[::7]
    widths = []
    for at, own in enumerate(truth):
        distance = np.linalg.norm(points - points[at], axis=1)
        means = {kind: distance[truth == kind].sum() / ((truth == kind).sum() - (kind == own)) for kind in set(truth.tolist())}
        other = min(mean for kind, mean in means.items() if kind != own)
        widths.append((other - means[own]) / max(other, means[own]))

    assert silhouettes(points, [truth], seed=1) == [pytest.approx(np.mean(widths), abs=1e-9)]


def test_what_starts_on_some_of_the_points_is_settled_on_all(clouds, monkeypatch):
    points, _ = clouds
    whole = cluster(points, 4, seed=1)
    monkeypatch.setattr(kmeans, "_MOST_STARTED", 60)
    found = cluster(points, 4, seed=1)

    assert len(evenly(points, 60)) == 50
    assert len(found.labels) == len(points)
    assert found.inertia == pytest.approx(whole.inertia)


def test_points_that_are_all_the_same_are_no_crash():
    found = cluster(np.ones((60, 3)), 3, seed=1)

    assert found.inertia == 0
    assert silhouettes(np.ones((60, 3)), [found.labels], seed=1) == [0]


def test_the_customers_of_online_retail_form_four_groups(retail):
    found = clusters(retail)

    assert found["k"] == 4
    assert sum(row["customers"] for row in found["clusters"]) == 4_338
    assert sum(row["revenue"] for row in found["clusters"]) == pytest.approx(8_911_407.904)
    assert [row["monetary"] for row in found["clusters"]] == sorted((row["monetary"] for row in found["clusters"]), reverse=True)
    assert found["clusters"][0]["segments"]["champions"] > 0.6 * found["clusters"][0]["customers"]
    assert all(sum(row["segments"].values()) == row["customers"] for row in found["clusters"])


def test_groups_do_not_depend_on_the_order_of_rows(retail, tmp_path):
    shuffled = tmp_path / "shuffled.parquet"
    pl.read_parquet(retail).sample(fraction=1, shuffle=True, seed=7).write_parquet(shuffled)

    assert cluster_rows(shuffled, 5).equals(cluster_rows(retail, 5))


def test_everybody_is_in_one_group(retail):
    rows = cluster_rows(retail, 3)

    assert sorted(rows["customer"]) == sorted(customer_rows(retail)["customer"])
    assert rows["cluster"].unique().sort().to_list() == [1, 2, 3]


def test_a_handful_of_customers_forms_no_groups(read_bytes):
    _, parquet = read_bytes(table().encode())

    with pytest.raises(TooLittleHistory) as caught:
        clusters(parquet)
    assert caught.value.params["found"] == 2


def test_the_centres_of_many_customers_are_found_from_some_and_hold_all(clouds, monkeypatch):
    points, truth = clouds
    monkeypatch.setattr(grouping, "_MOST_FITTED", 60)
    some = grouping._some(points)
    labels = nearest(points, cluster(some, 4, seed=1).centres)

    assert len(some) == 50
    assert len({(a, b) for a, b in zip(truth, labels, strict=True)}) == 4


@pytest.mark.parametrize(("widths", "best"), [([0.9, 0.5, 0.4], 3), ([0.9, 0.500, 0.495], 4), ([0.1, 0.2, 0.3], 4)])
def test_two_groups_are_not_enough_and_of_nearly_equal_numbers_the_largest_is_best(widths, best):
    tried = [{"k": k, "silhouette": width, "inside": 0.5} for k, width in enumerate(widths, start=2)]

    assert grouping._best(tried) == best
