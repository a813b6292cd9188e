"""Rows that are read or written with every request: the ORM takes longer to put these into words than the database to answer."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery, Query

T = TypeVar("T", bound=Model)


def insert(row: Model) -> None:
    """Write a new row whose key is known beforehand, as `row.save(force_insert=True)` does but for signals, in words found once."""
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in row._meta.local_concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row), connection.vendor), values)  # type: ignore[arg-type] # classes are hashable
    row._state.adding, row._state.db = False, connection.alias


def first(model: type[T], query: str, values: Sequence[object]) -> T | None:
    """The first row that a query in SQL finds, which asks for the columns of `columns_of(model)`; None where it finds none."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found = cursor.fetchone()
    if found is None:
        return None
    row = list(found)
    for place, (converters, column) in _converters(model, connection.vendor).items():  # type: ignore[arg-type]
        for convert in converters:
            row[place] = convert(row[place], column, connection)
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], row)


def columns_of(model: type[Model], table: str) -> str:
    """All columns of a model as a query asks for them, of what it calls the table."""
    return ", ".join(f"{table}.{field.column}" for field in model._meta.concrete_fields)


@cache
def _insertion(model: type[Model], _vendor: str) -> str:
    query = InsertQuery(model)
    query.insert_values(model._meta.local_concrete_fields, [model()])
    ((sql, _values),) = query.get_compiler(connection=connection).as_sql()
    return str(sql)


@cache
def _converters(model: type[Model], _vendor: str) -> dict[int, Any]:
    """By the place of a column, what makes the database's value Python's."""
    compiler = Query(model).get_compiler(connection=connection)
    return dict(compiler.get_converters([field.get_col(model._meta.db_table) for field in model._meta.concrete_fields]))
