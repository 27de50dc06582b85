"""What is known about a draft in numbers: how long the customer waited, the hour it is sent at, the price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from keigo_lint.model import Context, Value

WEEKDAYS = "月火水木金土日"
_CLOSED = {5: "closed_saturday", 6: "closed_sunday"}  # by the number of the weekday


def measures(context: Context, settings: Mapping[str, Value]) -> Mapping[str, float]:
    """Return those that are known: `latency` in hours, without days that are closed, `hour` of the day (17.5: half past five), `price` in yen."""
    found: dict[str, float] = {}
    if context.sent_at is not None:
        found["hour"] = context.sent_at.hour + context.sent_at.minute / 60
    if context.received_at is not None and context.sent_at is not None:
        found["latency"] = _waited(context.received_at, context.sent_at, {day for day, name in _CLOSED.items() if settings.get(name)})
    if context.price is not None:
        found["price"] = context.price
    return found


def _waited(received: datetime, sent: datetime, closed: set[int]) -> float:
    """Return the hours between the two that do not fall on a closed weekday (0 is Monday); never less than 0."""
    if received.tzinfo is None or sent.tzinfo is None:  # a time without a zone is told in the zone of the other one
        received, sent = received.replace(tzinfo=None), sent.replace(tzinfo=None)
    else:
        received = received.astimezone(sent.tzinfo)
    waited, day = timedelta(), received
    if not closed:
        return max(0.0, (sent - received) / timedelta(hours=1))
    while day < sent:
        midnight = datetime.combine(day.date() + timedelta(days=1), time(), day.tzinfo)
        if day.weekday() not in closed:
            waited += min(midnight, sent) - day
        day = midnight
    return waited / timedelta(hours=1)
