from hypothesis import given
from hypothesis import strategies as st

from devices.wire.documents import (
    to_document,
    to_effect_entries,
    to_effects,
    to_entry,
    to_factors,
    to_factors_held,
    to_overrides,
    to_photocell_entries,
    to_photocells,
    to_program,
)
from devices.wire.down import Ordinary, OverrideEntry, ProgramDocument
from devices.wire.settings import Settings
from devices.wire.up import Capabilities
from schedules.effects import Do
from schedules.factors import Factors
from schedules.lamp_types import Curve, LampType
from schedules.program import DAY_S, Program, SwitchPoint
from schedules.sensing import EffectOnTop, PhotocellOnTop
from schedules.spans import Spans
from tests.support.wire_words import entries, levels, names, programs, texts

NOON_S = 1_786_939_200


def _rising(most_s: int) -> st.SearchStrategy[tuple[SwitchPoint, ...]]:
    seconds = st.lists(st.integers(0, most_s), unique=True, max_size=8).map(sorted)
    return seconds.flatmap(
        lambda rising: st.tuples(
            *(
                st.builds(SwitchPoint, st.just(at_s), levels, st.integers(0, 600), texts)
                for at_s in rising
            )
        )
    )


@given(names, st.integers(0, 90), _rising(2**40 - 1), _rising(DAY_S - 1).filter(bool))
def test_a_program_comes_back_from_its_document(
    name: str, nights: int, points: tuple[SwitchPoint, ...], ordinary: tuple[SwitchPoint, ...]
) -> None:
    program = Program(name, NOON_S, NOON_S + nights * DAY_S, nights, points, ordinary)
    document = to_document(program, version=7, issued_ms=8)
    assert to_program(document) == program
    assert (document.version, document.issued_ms) == (7, 8)


@given(programs)
def test_any_program_document_gives_rising_points(document: ProgramDocument) -> None:
    program = to_program(document)
    seconds = [point.at_s for point in program.points]
    assert seconds == sorted({at_s for at_s, _, _ in document.points})


def _document(labels: list[str | int], ordinary: Ordinary | None = None) -> ProgramDocument:
    return ProgramDocument(
        version=1,
        issued_ms=1,
        id="parks",
        from_ms=NOON_S * 1000,
        nights=2,
        points=[(NOON_S + 1, 100, 0), (NOON_S + 2, 60, 0), (NOON_S + 3, 0, 0)],
        labels=labels,
        ordinary=ordinary,
    )


def _reasons(labels: list[str | int]) -> list[str]:
    return [point.because for point in to_program(_document(labels)).points]


def test_a_label_is_a_text_or_the_index_of_one_of_the_texts_or_missing() -> None:
    assert _reasons(["sunset", "22:00", "sunrise"]) == ["sunset", "22:00", "sunrise"]
    assert _reasons(["sunset", "22:00", 0]) == ["sunset", "22:00", "sunset"]
    assert _reasons(["sunset"]) == ["sunset", "", ""]
    assert _reasons([5, -1, "x"]) == ["", "", "x"]


def test_without_an_ordinary_night_the_nights_say_where_it_ends() -> None:
    program = to_program(_document([]))
    assert (program.until_s, program.ordinary) == (NOON_S + 2 * DAY_S, ())
    assert to_document(program, 1, 1).ordinary is None


def test_the_ordinary_night_starts_at_its_own_noon() -> None:
    ordinary = Ordinary(start_s=NOON_S + 5 * DAY_S, points=[(20_592, 100, 30)], labels=["dusk"])
    program = to_program(_document([], ordinary))
    assert program.until_s == NOON_S + 5 * DAY_S
    assert program.ordinary == (SwitchPoint(20_592, 100, 30, "dusk"),)


@given(st.lists(entries, max_size=5))
def test_overrides_come_back_from_their_entries(told: list[OverrideEntry]) -> None:
    overrides = to_overrides(told, version=9, source="group:parks")
    assert [to_entry(override) for override in overrides] == told
    assert {(one.version, one.source) for one in overrides} <= {(9, "group:parks")}


def test_what_stands_on_top_comes_back_from_settings_and_from_json() -> None:
    spans = (Spans(), Spans(daily=(50_400, 25_200)), Spans(windows=((1, 2, 3), (9, 10, 1))))
    effects = tuple(
        EffectOnTop(
            name=f"e-{number}", sensor="motion", do=do, value=40, hold_s=180, fade_s=2, spans=one
        )
        for number, (do, one) in enumerate(zip((Do.MAX, Do.ADD, Do.SET), spans, strict=True))
    )
    cells = (PhotocellOnTop(on_below=20, off_above=60.5, early_s=1, late_s=2, spans=spans[2]),)
    settings = Settings(effects=to_effect_entries(effects), photocells=to_photocell_entries(cells))
    heard = Settings.model_validate_json(settings.model_dump_json())
    assert to_effects(heard.effects or ()) == effects
    assert to_photocells(heard.photocells or ()) == cells


def test_settings_that_are_not_told_are_not_said() -> None:
    assert set(Settings().model_dump()) == {"report_s", "spread_s", "telemetry_qos", "min_level"}
    assert Settings.model_validate({"effects": None}).model_fields_set == set()


def test_the_strictest_least_light_holds() -> None:
    kind = LampType.model_validate({"min_level": 7, "curve": "linear", "clo": [[0, 80]]})
    held = to_factors_held(kind)
    able = Capabilities(min_level=5)
    expected = Factors(True, 7, 100, ((0, 80),), Curve.LINEAR)  # noqa: FBT003 - it dims
    assert to_factors(held, able, 6) == expected
    assert to_factors(held, able, 20).min_level == 20
    assert to_factors(None, Capabilities(dim=False, min_level=1), 0) == Factors(
        dims=False, min_level=1
    )
