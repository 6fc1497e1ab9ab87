"""The compiled loops of the LIS1 round against their plain twins, on numbers worked out by hand."""

import numpy as np

from model import allocation_loops as loops


def test_linked_posts_are_worth_more_by_taste_and_who_lives_nowhere_reads_the_last_row():
    by_home = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [0.0, 0.0, 0.0]])
    homes, taste = np.array([1, -1, 0]), np.array([0.5, 2.0, -1.0], np.float32)
    for value in (loops.values_of_posts, loops.values_of_posts.py_func):
        assert value(homes, by_home, taste, 2).tolist() == [[4.0, 5.0, 6.5], [0.0, 0.0, 2.0], [1.0, 2.0, 2.0]]
        assert value(homes, by_home, taste, 3).tolist() == by_home[homes].tolist(), "no post is linked"
        assert value(homes[:0], by_home, taste[:0], 2).shape == (0, 3)


def test_scores_go_by_kind_of_post_and_by_the_trust_where_one_grew_up():
    kinds = [np.array([10.0 * kind, 10.0 * kind + 1]) for kind in range(4)]
    grew_up, trust = np.array([1, -1]), np.array([0, 1, 1])
    for scores in (loops.scores_by_post, loops.scores_by_post.py_func):
        assert scores(*kinds, grew_up, trust, 2).tolist() == [[0.0, 10.0, 30.0], [1.0, 1.0, 21.0]]
        assert scores(*kinds, grew_up, trust, 0).tolist() == [[20.0, 30.0, 30.0], [21.0, 21.0, 21.0]]
