"""Pages of a list: whatever the address says, a page is shown."""

import django_tables2 as tables
import pytest
from django.test import RequestFactory

from common.web.lists import show_page


class NumberTable(tables.Table):
    number = tables.Column()


def table_at(query: str) -> tables.Table:
    table = NumberTable([{"number": number} for number in range(1, 131)])
    show_page(RequestFactory().get(f"/?{query}"), table)
    return table


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", 1, 25),
        ("page=2", 26, 50),
        ("per_page=100&page=2", 101, 130),
        ("page=99", 126, 130),
        ("page=-1", 126, 130),
        ("page=zwei", 1, 25),
        ("per_page=0", 1, 25),
        ("per_page=100000", 1, 25),
        ("per_page=x&page=", 1, 25),
        ("sort=-number", 130, 106),
        ("sort=nonsense", 1, 25),
    ],
)
def test_it_shows_the_page_asked_for(query, first, last):
    rows = [row.record["number"] for row in table_at(query).paginated_rows]

    assert (rows[0], rows[-1]) == (first, last)
