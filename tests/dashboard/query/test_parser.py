from __future__ import annotations

from datetime import datetime, timezone

import pytest

from agentops_otel.dashboard.query.ast import (
    EVERYTHING,
    And,
    AnySpan,
    Compare,
    Filter,
    Match,
    Not,
    Or,
    Order,
    Pattern,
    Present,
    Text,
)
from agentops_otel.dashboard.query.error import FilterError
from agentops_otel.dashboard.query.fields import Field, Grain, find_field
from agentops_otel.dashboard.query.parser import (
    MAX_LENGTH,
    MAX_NESTING,
    MAX_TERMS,
    parse_filter,
)

SECOND = 10**9
HOUR = 3600 * SECOND
NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
NOON_NS = 1_795_521_600 * SECOND


def field(name: str, grain: Grain = Grain.SESSION) -> Field:
    found = find_field(name, grain)
    assert found
    return found


def match(name: str, *pieces: str, grain: Grain = Grain.SESSION) -> Match:
    return Match(field(name, grain), Pattern(pieces))


def compare(name: str, order: str, value: float) -> Compare:
    return Compare(field(name), Order(order), value)


A, B, C, D = (Text((letter,)) for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ("", EVERYTHING),
        (" \n ", EVERYTHING),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("NOT a b", And((Not(A), B))),
        ("-a OR b", Or((Not(A), B))),
        ("-(a OR b)", Not(Or((A, B)))),
        ("NOT NOT a", A),
        ("--a", A),
        ("((a))", A),
        ("(a b) c", And((A, B, C))),
        ("(a OR b) OR c", Or((A, B, C))),
    ],
)
def test_not_binds_before_and_and_and_before_or(text: str, filter_: Filter) -> None:
    assert parse_filter(text) == filter_


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ("tag:production", match("tag", "production")),
        ("tag:env:prod", match("tag", "env:prod")),
        ('tag:"two words"', match("tag", "two words")),
        ("tag:two\\ words", match("tag", "two words")),
        ('tag:"say \\"hi\\""', match("tag", 'say "hi"')),
        ("tag:OR", match("tag", "OR")),
        ("tag:-5", match("tag", "-5")),
        ('tag:""', match("tag", "")),
        ('tag:"(x)"', match("tag", "(x)")),
        ("model:gpt-5*", match("model", "gpt-5", "")),
        ("model:*mini*", match("model", "", "mini", "")),
        ("model:a**b", match("model", "a", "b")),
        ('model:"gpt-5*"', match("model", "gpt-5*")),
        ("model:gpt\\*", match("model", "gpt*")),
        ("tag:*", Present(field("tag"))),
        ("cost:*", Present(field("cost"))),
        ("state:Error", match("state", "error")),
        ("state:*ed", match("state", "", "ed")),
        ("trace:ABC*", match("trace", "abc", "")),
        ('attr.http.route:"/chat"', match("attr.http.route", "/chat")),
        ("attr.a\\:b:c", match("attr.a:b", "c")),
        ("attr.n:>=-0.5", compare("attr.n", ">=", -0.5)),
        ("attr.n:>1e3", compare("attr.n", ">", 1000)),
    ],
)
def test_everything_after_the_first_colon_is_the_value(text: str, filter_: Filter) -> None:
    assert parse_filter(text) == filter_


@pytest.mark.parametrize(
    ("text", "order", "nanoseconds"),
    [
        ("duration:>30", ">", 30 * SECOND),
        ("duration:>30s", ">", 30 * SECOND),
        ("duration:>=1.5h", ">=", HOUR * 3 // 2),
        ("duration:<1h30m", "<", HOUR * 3 // 2),
        ("duration:<=500ms", "<=", SECOND // 2),
        ("duration:>2us", ">", 2000),
        ("duration:>2µs", ">", 2000),
        ("duration:>7ns", ">", 7),
        ("duration:2d", "=", 48 * HOUR),
    ],
)
def test_a_bare_duration_is_seconds(text: str, order: str, nanoseconds: int) -> None:
    assert parse_filter(text) == compare("duration", order, nanoseconds)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("2026-11-24", NOON_NS - 12 * HOUR),
        ("2026-11-24T12:00", NOON_NS),
        ("2026-11-24T12:00Z", NOON_NS),
        ("2026-11-24T14:00+02:00", NOON_NS),
        ("2026-11-24T14:00+0200", NOON_NS),
        ("2026-11-24T12:00:00.000000001", NOON_NS + 1),
        ("now", NOON_NS),
        ("-90m", NOON_NS - HOUR * 3 // 2),
        ("now-1d", NOON_NS - 24 * HOUR),
    ],
)
def test_a_time_without_a_zone_is_utc(text: str, nanoseconds: int) -> None:
    assert parse_filter(f"start:>{text}", now=NOON) == compare("start", ">", nanoseconds)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("2026-11-01", 24 * HOUR),
        ("2026-11", 30 * 24 * HOUR),
        ("2026-11-01T00:00", 60 * SECOND),
        ("2026-11-01T00:00:00", SECOND),
    ],
)
def test_a_day_or_a_month_covers_all_of_its_time(text: str, width: int) -> None:
    first = 1_793_491_200 * SECOND
    assert parse_filter(f"start:{text}") == And(
        (compare("start", ">=", first), compare("start", "<", first + width))
    )


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ("tokens:1..5", And((compare("tokens", ">=", 1), compare("tokens", "<=", 5)))),
        ("tokens:1k..", compare("tokens", ">=", 1000)),
        ("tokens:..1.5M", compare("tokens", "<=", 1_500_000)),
        ("cost:>=0.1", compare("cost", ">=", 0.1)),
        ("cost:$0.5", compare("cost", "=", 0.5)),
        ("errors:0", compare("errors", "=", 0)),
        (
            "start:2026-11-01..2026-11-02",
            And(
                (
                    compare("start", ">=", 1_793_491_200 * SECOND),
                    compare("start", "<", (1_793_491_200 + 2 * 86_400) * SECOND),
                )
            ),
        ),
    ],
)
def test_a_range_has_both_its_ends(text: str, filter_: Filter) -> None:
    assert parse_filter(text) == filter_


@pytest.mark.parametrize(
    ("text", "filter_"),
    [
        ('"Free Text"', Text(("free", "text"))),
        ("order-123", Text(("order", "123"))),
        ("refund*", Text(("refund",), prefix=True)),
        ("Straße", Text(("strasse",))),
        ("ORDER", Text(("order",))),
        (
            "span(kind:tool status:error)",
            AnySpan(
                And(
                    (
                        match("kind", "tool", grain=Grain.SPAN),
                        match("status", "error", grain=Grain.SPAN),
                    )
                )
            ),
        ),
        ("span (a)", AnySpan(A)),
        ("-span(a OR b)", Not(AnySpan(Or((A, B))))),
    ],
)
def test_text_and_spans(text: str, filter_: Filter) -> None:
    assert parse_filter(text) == filter_


@pytest.mark.parametrize(
    ("text", "position", "reason", "near"),
    [
        ("stat:error", 0, 'there is no field "stat"', ("state", "start", "tag")),
        ("a error_count:>1", 2, 'there is no field "error_count"', ("error", "errors")),
        ("https://a.b/c", 0, "quotes", ()),
        ("attr.:5", 0, "there is no field", ("attr.KEY",)),
        ("state:eror", 6, "state is one of running, lost", ("error",)),
        ("status:error", 0, "write span(status:…)", ("state", "start", "spans")),
        ("span(state:error)", 5, "a field of sessions", ("start", "status", "trace")),
        ("tag:x duration:1x", 15, "a duration is written as", ()),
        ("start:>2026-13-01", 6, "month must be in 1..12", ()),
        ("start:>yesterday", 6, "a time is written as", ()),
        ("tokens:1.5", 7, "a count is written as", ()),
        ("tokens:99999999999999999999", 7, "larger than anything", ()),
        ("cost:cheap", 5, "a cost is written as", ()),
        ("tag:>x", 4, "only numbers and times have an order", ()),
        ("attr.x:>y", 7, "only numbers can be compared", ()),
        ("trace:xyz", 6, "the digits 0 to 9 and a to f", ()),
        ("duration:..", 9, "a range has", ()),
        ("tag: x", 5, "begins right after it", ()),
        ("tag:", 4, "a value is missing", ()),
        ("tag:(x)", 4, "goes into quotes", ()),
        ('tag:"x', 4, "never closed", ()),
        ('tag:"x"y', 4, "a space is missing", ()),
        ('tag:x"y"', 4, "a quote inside a word", ()),
        ("tag:x\\", 4, "a backslash takes", ()),
        ("a OR", 4, "a term is missing", ()),
        ("a OR OR b", 5, "a term is missing before OR", ()),
        ("OR a", 0, "a term is missing before OR", ()),
        ("NOT", 3, "a term is missing", ()),
        ("()", 1, "a term is missing", ()),
        ("(a", 2, "never closed", ()),
        ("span(a", 6, "never closed", ()),
        ("a )", 2, "no parenthesis is open", ()),
        ("a - b", 2, "no letter or digit", ()),
        ("a*b", 0, "only at the end of a word", ()),
        ("span(span(a))", 10, "about one span already", ()),
    ],
)
def test_an_error_points_at_the_character(
    text: str, position: int, reason: str, near: tuple[str, ...]
) -> None:
    with pytest.raises(FilterError) as raised:
        parse_filter(text)
    assert reason in raised.value.reason
    assert (raised.value.position, raised.value.near) == (position, near)


def test_an_error_shows_a_caret_under_its_line() -> None:
    with pytest.raises(FilterError) as raised:
        parse_filter("tag:a\nstate:eror\ntag:b")
    line, caret = raised.value.pointed().splitlines()
    assert line == "state:eror"
    assert caret.startswith("      ^ state is one of")


def test_a_span_filter_has_the_span_fields() -> None:
    assert parse_filter("status:error", grain=Grain.SPAN) == match(
        "status", "error", grain=Grain.SPAN
    )


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MAX_LENGTH + 1),
        "(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1),
        "a " * (MAX_TERMS + 1),
    ],
    ids=["length", "nesting", "terms"],
)
def test_a_filter_over_the_limits_is_refused(text: str) -> None:
    with pytest.raises(FilterError, match="at most"):
        parse_filter(text)


@pytest.mark.parametrize(
    "text",
    ["-" * 4000 + "a", "(" * MAX_NESTING + "a" + ")" * MAX_NESTING, "-(" * 32 + "a" + ")" * 32],
)
def test_a_filter_within_the_limits_is_parsed(text: str) -> None:
    assert parse_filter(text) == A
