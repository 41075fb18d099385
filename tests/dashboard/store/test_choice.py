from __future__ import annotations

import random

from agentops_otel.dashboard.store.choice import choose

# The number of each span's parent, by the number of the span.
Parents = dict[int, int]


def chosen(ranked: list[int], parents: Parents, limit: int) -> list[int]:
    return sorted(choose(ranked, parents.get, limit))


def test_the_highest_ranked_spans_are_chosen_with_their_ancestors() -> None:
    parents = {2: 1, 3: 2, 4: 1, 5: 1}
    assert chosen([3, 5, 4, 2, 1], parents, 4) == [1, 2, 3, 5]


def test_a_span_whose_ancestors_do_not_fit_leaves_room_for_others() -> None:
    parents = {2: 1, 3: 2, 4: 3, 6: 5}
    assert chosen([4, 6, 5, 1, 2, 3], parents, 3) == [1, 5, 6]


def test_spans_that_are_each_others_ancestors_are_chosen_together() -> None:
    assert chosen([1, 3], {1: 2, 2: 1, 3: 3}, 2) == [1, 2]


def test_the_limit_holds_and_no_span_is_chosen_without_its_parent() -> None:
    chance = random.Random(3)
    for _ in range(200):
        count = chance.randrange(1, 60)
        parents = {n: chance.randrange(n) for n in range(1, count) if chance.random() < 0.9}
        ranked = chance.sample(range(count), count)
        limit = chance.randrange(1, 70)
        found = choose(ranked, parents.get, limit)
        assert len(found) <= limit
        assert all(parents.get(each, each) in found for each in found)
        assert found == set(range(count)) if count <= limit // 2 else found


def test_a_chain_deeper_than_the_limit_is_walked_once_for_all_of_its_leaves() -> None:
    depth, leaves = 6_000, 5_000
    parents = {n: n - 1 for n in range(1, depth)}
    parents.update({depth + n: depth - 1 for n in range(leaves)})
    asked = 0

    def parent_of(span: int) -> int | None:
        nonlocal asked
        asked += 1
        return parents.get(span)

    ranked = [*range(depth, depth + leaves), *range(depth)]
    found = choose(ranked, parent_of, 5_000)
    assert found == set(range(len(found)))
    assert len(found) > 2_500
    assert asked < 5 * (depth + leaves)
