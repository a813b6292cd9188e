"""The particle is the one that people say."""

import pytest

from finnect.kit.korean import with_particles


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("표이(가) 없습니다", "표가 없습니다"),
        ("모델이(가) 없습니다", "모델이 없습니다"),
        ("‘이력’은(는) 비었습니다", "‘이력’은 비었습니다"),
        ("수량을(를) 단가(으)로 나눕니다", "수량을 단가로 나눕니다"),
        ("서울(으)로, 부산(으)로", "서울로, 부산으로"),
        ("3은(는) 2을(를) 7(으)로", "3은 2를 7로"),
        ("measures은(는) 목록이어야 합니다", "measures은(는) 목록이어야 합니다"),
        ("the table", "the table"),
    ],
)
def test_the_form_follows_the_word_before_it(written: str, said: str) -> None:
    assert with_particles(written) == said
