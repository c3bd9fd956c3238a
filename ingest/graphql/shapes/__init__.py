"""The kinds of pagination, by the value of `shape` in a description's [pagination]."""

from collections.abc import Mapping

from ingest.graphql.shapes.counted import OffsetPagination, PageNumberPagination
from ingest.graphql.shapes.cursor import CursorPagination
from ingest.graphql.shapes.listed import KeysetPagination, SinglePage
from ingest.graphql.shapes.pagination import Pagination

PAGINATIONS: Mapping[str, type[Pagination]] = {
    "cursor": CursorPagination,
    "skip": OffsetPagination,
    "page": PageNumberPagination,
    "keyset": KeysetPagination,
    "plain": SinglePage,
}
