"""The dashboard's tables as CSV, for whoever counts on in a spreadsheet."""

import csv
import io
from datetime import date
from typing import Any

from annotator.accounts.models import User
from annotator.insights.dashboard import dashboard_for
from annotator.insights.minutes import minutes_for
from annotator.insights.pace import pace_for
from annotator.videos.queries import NotFound

FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = {
    "funnel": ["stage", "clips"],
    "days": ["day", "captioned", "masked"],
    "reasons": ["step", "reason", "text", "clips"],
    "people": ["step", "username", "name", "approved", "returned"],
    "ages": ["stage", "clips", "oldest", "over 24 h", "over 48 h"],
    "machine": ["state", "clips"],
    "pace": ["step", "username", "name", "piece", "clips", "pieces", "median"],
    "minutes": ["piece", "suggestions", "day", "clips", "pieces", "median", "low", "high", "paper"],
}


def table_for(actor: User, slug: str, table: str, *, since: date | None, until: date | None) -> str:
    """One table of the dashboard as CSV text, with the names of its columns.

    Raises:
        NotFound: The actor is no member, or there is no such table.
        NotAllowed: The actor neither leads nor inspects nor administers it.
        PeriodRefused
    """
    rows = rows_of(table, actor, slug, since=since, until=until)
    if table not in COLUMNS:
        raise NotFound(f"There is no table {table!r}; there are: {', '.join(COLUMNS)}.")
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS[table])
    writer.writerows([harmless(value) for value in line(table, row)] for row in rows)
    return file.getvalue()


def rows_of(table: str, actor: User, slug: str, **period: date | None) -> list[dict[str, Any]]:
    """The rows of a table; none where there is no such table."""
    if table == "minutes":
        kinds = minutes_for(actor, slug, **period)["kinds"]
        return [row for kind in kinds for row in (kind, *kind["days"])]
    if table == "pace":
        people: list[dict[str, Any]] = pace_for(actor, slug, **period)["people"]
        return people
    rows: list[dict[str, Any]] = dashboard_for(actor, slug, **period).get(table, [])
    return rows


def line(table: str, row: dict[str, Any]) -> list[Any]:
    """One row of a table, in the order of its columns."""
    match table:
        case "days":
            return [row["day"], row["caption"]["count"], row["masks"]["count"]]
        case "reasons":
            return [row["step"], row["reason"], row["text"], row["count"]]
        case "people":
            somebody = row["person"]
            counts = (row["approved"]["count"], row["returned"]["count"])
            return [row["step"], somebody["username"], somebody["name"], *counts]
        case "pace":
            somebody = row["person"]
            told = [row[column] for column in ("piece", "count", "pieces", "median")]
            return [row["step"], somebody["username"], somebody["name"], *told]
        case "ages":
            oldest = row["oldest"].isoformat() if row["oldest"] else ""
            return [row["stage"], row["all"]["count"], oldest, *(late["count"] for late in row["late"])]
        case "minutes":
            return [row.get(column, "") for column in ("piece", "suggestions", "day", "count", *COLUMNS["minutes"][4:])]
        case _:
            return [row["stage" if table == "funnel" else "state"], row["count"]]


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
