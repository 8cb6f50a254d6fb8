"""Tables as people have them, one of each kind, with what is right.

Each text is made here: header, rows, how it is read, and what it must not be read as.
"""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.files.codec import from_link, to_link
from nnviz.data import load
from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.starters import STARTERS
from nnviz.data.uploads.kinds import opened
from nnviz.data.uploads.table import guessed_targets, look_at

RNG = np.random.default_rng(0)
NOISE = RNG.normal(size=400).round(3)


def table(header, row, count=60, before="", **options):
    """The spec of a table of so many rows, each made by `row(number)`."""
    text = before + "\n".join([*([header] if header else []), *map(row, range(count))]) + "\n"
    spec = opened("t.csv", text.encode())
    return spec.changed(options={**spec.options, **options})


def ab(n):
    return "ab"[n % 2]


def seen(spec):
    """Target and inputs by name, the number of rows, and the decimal sign."""
    look = look_at(spec)
    used = [c.name for place, c in enumerate(look.columns) if place != look.target]
    used = [name for name in used if look.columns[look.table.names.index(name)].role != "unused"]
    return look.columns[look.target].name, used, look.table.rows, look.table.format.decimal


def values(spec, name):
    look = look_at(spec)
    return look.columns[look.table.names.index(name)].values


@pytest.mark.parametrize(
    ("header", "row", "target", "inputs"),
    [
        ("rownames,noise,species", lambda n: f"{n + 1},{NOISE[n]},{ab(n // 30)}", "species",
         ["noise"]),
        ("PassengerId,noise,bought", lambda n: f"{n},{NOISE[n]},{ab(n)}", "bought", ["noise"]),
        ("record_no,noise,bought", lambda n: f"{n + 9},{NOISE[n]},{ab(n)}", "bought", ["noise"]),
        ("Unnamed: 0.1,noise,kind", lambda n: f"{n},{NOISE[n]},{ab(n)}", "kind", ["noise"]),
        (",noise,kind", lambda n: f"{n},{NOISE[n]},{ab(n)}", "kind", ["noise"]),
        (",0,1,2", lambda n: f"{n},{NOISE[n]},{NOISE[-n]},{n % 2}", "2", ["0", "1"]),
        ("0,1,2", lambda n: f"{NOISE[n]},{NOISE[-n]},{n % 2}", "2", ["0", "1"]),
        ("land,1990,2000,part", lambda n: f"l{n},{NOISE[n]},{NOISE[-n]},{ab(n)}", "part",
         ["1990", "2000"]),
        ("carat,price,x,y,z", lambda n: f"{NOISE[n]},{3000 + n},1.{n},2.{n},3.{n}", "price",
         ["carat", "x", "y", "z"]),
        ("Survived,Sex,Fare,Embarked", lambda n: f"{n % 2},{ab(n)},{NOISE[n]},{'SCQ'[n % 3]}",
         "Survived", ["Sex", "Fare", "Embarked"]),
        ("id,diagnosis,radius,texture", lambda n: f"{n},{'BM'[n % 2]},{NOISE[n]},{NOISE[-n]}",
         "diagnosis", ["radius", "texture"]),
        ("a,b,value,flag", lambda n: f"{NOISE[n]},{NOISE[-n]},{n}.5,{'y' if n % 20 == 0 else ''}",
         "value", ["a", "b", "flag"]),
        ("x,item,size", lambda n: f"{NOISE[n]},i{n % 30},{n}.5", "size", ["x", "item"]),
        ("x,answer", lambda n: f"{NOISE[n]},{['no', 'Yes', 'NO', 'yes'][n % 4]}", "answer", ["x"]),
        ("Menge;Rabatt;Klasse", lambda n: f"{n};{n % 9},5;{ab(n)}", "Klasse", ["Menge", "Rabatt"]),
    ],
)  # fmt: skip
def test_target_and_inputs_are_those_that_are_meant(header, row, target, inputs):
    count = 120 if "item" in header else 60
    assert seen(table(header, row, count))[:3] == (target, inputs, count)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("a;b;k", lambda n: f"{['3.837', '142'][n % 2]};1.032.95{n % 9};{ab(n)}", [3837, 142]),
        ("a;b;k", lambda n: f"{['15,750', '2,100', '9,999'][n % 3]};{n};{ab(n)}", [15750, 2100]),
        ("a\tb\tk", lambda n: f"{['70,500', '2,100'][n % 2]}\t4.5\t{ab(n)}", [70500, 2100]),
        ("a;k", lambda n: f"{['1.234,50', '7,5'][n % 2]} \u20ac;{ab(n)}", [1234.5, 7.5]),
        ("a;k", lambda n: f"{['12,5 %', '7 %'][n % 2]};{ab(n)}", [12.5, 7]),
        ("a,k", lambda n: f"{['50 kg', '51.5 kg'][n % 2]},{ab(n)}", [50, 51.5]),
        ("a,k", lambda n: f"{['(12)', '$3'][n % 2]},{ab(n)}", [-12, 3]),
        ("a,k", lambda n: f'"{["1,234", "1,234,567.5"][n % 2]}",{ab(n)}', [1234, 1234567.5]),
        ("a,k", lambda n: f"{['1.453', '0.126'][n % 2]},{ab(n)}", [1.453, 0.126]),
    ],
)
def test_numbers_are_what_people_mean(header, row, expected):
    spec = table(header, row)
    assert values(spec, "a")[:2].tolist() == expected
    assert seen(spec)[0] == "k"


def test_a_constant_target_is_said():
    spec = table("x,label", lambda n: f"{NOISE[n]},yes")
    with pytest.raises(SpecError, match="different values in the target label, received the same"):
        load(spec)


def test_the_next_likely_target_comes_next():
    spec = table("Survived,Fare,Embarked", lambda n: f"{n % 2},{NOISE[n]},{'SCQ'[n % 3]}")
    assert guessed_targets(spec) == (0, 2, 1)


def test_a_gap_is_a_level_of_a_category_and_an_input_beside_a_number():
    def row(n):
        return f"{NOISE[n]},{'C' if n % 3 else ''},{'' if n % 4 else n},{ab(n % 3)}"

    spec = table("noise,cabin,income,kind", row, standardize=False)
    made: Any = load(spec)
    assert made.feature_names == ("noise", "cabin = C", "income", "income: no value")
    x = np.concatenate([made.x_train, made.x_test])
    numbers = [
        int(np.flatnonzero(np.isclose(NOISE[:60], noise, atol=1e-6))[0]) for noise in x[:, 0]
    ]
    np.testing.assert_array_equal(x[:, 1], [float(n % 3 > 0) for n in numbers])
    np.testing.assert_array_equal(x[:, 3], [float(n % 4 > 0) for n in numbers])
    filled = load(spec.changed(options={**spec.options, "missing": "fill"}))
    assert filled.feature_names == ("noise", "cabin = C", "income")


def test_dates_have_the_parts_that_come_again():
    def day(n):
        return str(np.datetime64("2019-01-01") + 3 * n)

    made: Any = load(table("day,y", lambda n: f"{day(n)},{n}.5", 300, standardize=False))
    assert made.feature_names == (
        "day (days since 1970)", "day = Monday", "day = Tuesday", "day = Wednesday",
        "day = Thursday", "day = Friday", "day = Saturday", "day = Sunday",
        "day: season (sine)", "day: season (cosine)",
    )  # fmt: skip
    first = made.x_train[np.argmin(made.x_train[:, 0])]
    weekday = int((first[0] + 3) % 7)
    assert first[1:8].tolist() == [float(n == weekday) for n in range(7)]
    turn = 2 * np.pi * first[0] / 365.2425
    np.testing.assert_allclose(first[8:], [np.sin(turn), np.cos(turn)], atol=1e-4)
    monthly = load(
        table("m,y", lambda n: f"{2000 + n // 12}-{n % 12 + 1:02},{n}.5", standardize=False)
    )
    assert [name[:9] for name in monthly.feature_names] == ["m (days s", "m: season", "m: season"]
    clock = load(table("t,y", lambda n: f"{n % 24}:30,{n}.5"))
    assert clock.feature_names[1:] == ("t: time of day (sine)", "t: time of day (cosine)")


def test_the_season_of_a_date_can_be_learned_by_a_straight_line():
    def row(n):
        day = np.datetime64("2010-01-01") + 5 * n
        return f"{day},{10 - 12 * np.cos(2 * np.pi * int(day.astype(int)) / 365.25):.3f}"

    made: Any = load(table("date,temp", row, 400))
    x = np.column_stack([made.x_train, np.ones(len(made.x_train))])
    weights = np.linalg.lstsq(x, made.y_train[:, 0], rcond=None)[0]
    missed = made.x_test @ weights[:-1] + weights[-1] - made.y_test[:, 0]
    assert 1 - missed.var() / made.y_test.var() > 0.9


def test_what_was_inferred_in_nnviz_0_1_still_is():
    """The options as 0.1 wrote them: no rules, gaps filled; also through a link."""
    spec = table(
        "PassengerId,when,size,kind,Embarked",
        lambda n: (
            f"{n},2019-{n % 12 + 1:02}-03,{'' if n % 9 == 0 else n % 5},{ab(n)},{'SCQ'[n % 3]}"
        ),
    )
    options = {name: value for name, value in spec.options.items() if name != "rules"}
    old = spec.changed(options={**options, "missing": "fill"})
    linked = from_link(to_link(on_own_data(STARTERS["circle"].experiment, old))).data
    made = load(linked)
    assert made.feature_names == (
        "PassengerId", "when (days since 1970)", "size", "kind = b",
    )  # fmt: skip
    assert made.class_names == ("C", "Q", "S")
    assert load(spec).class_names == ("a", "b")


def test_a_table_of_256_inputs_and_a_target_is_read_and_its_columns_can_be_chosen():
    header = ",".join([f"f{n}" for n in range(256)] + ["target"])
    row = ",".join(["0.5"] * 255)
    spec = table(header, lambda n: f"{n}.5,{row},{n % 2}", 20, columns="n" * 257)
    assert load(spec).signature.input_shape == (256,)
    linked = from_link(to_link(on_own_data(STARTERS["circle"].experiment, spec)))
    assert linked.data.options["columns"] == "n" * 257
