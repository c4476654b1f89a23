"""What street lighting controllers are expected to do, and the tests that prove each of it here."""

from typing import NamedTuple

DAYS = "tests/schedules/test_days.py"
COMPILE = "tests/schedules/test_compile.py"
SENSING = "tests/schedules/test_sensing.py"
FACTORS = "tests/schedules/test_factors.py"
DATES = "tests/schedules/test_holiday_dates.py"
SUN = "tests/schedules/test_sun.py"
NODE = "tests/devices/node/test_documents.py"
REPORTS = "tests/devices/node/test_reports.py"
LEDGER = "tests/lighting/answers/test_convergence.py"
ON_TOP = "tests/lighting/desired/test_on_top.py"
RULES = "tests/features/test_rules.py"

Proof = tuple[str, str]
"""The file of a test, and its name."""


class Row(NamedTuple):
    """A feature: its number, its title, what proves it, and what of it is not there."""

    number: int
    title: str
    proofs: tuple[Proof, ...]
    lacks: str = ""


ROWS = (
    Row(
        1,
        "On, off, and levels from 0 to 100 %",
        (
            (
                FACTORS,
                "test_half_light_is_arc_level_229_on_the_logarithmic_curve_and_127_on_the_linear_one",
            ),
            ("tests/schedules/test_document.py", "test_bool_float_and_text_are_not_levels"),
        ),
    ),
    Row(
        2,
        "Groups, nested, many per lamp",
        (
            (
                "tests/schedules/test_groups.py",
                "test_a_lamp_is_in_its_groups_and_in_all_groups_around_them",
            ),
            (
                "tests/schedules/test_groups.py",
                "test_groups_have_a_cycle_exactly_if_some_group_is_found_within_itself",
            ),
        ),
    ),
    Row(
        3,
        "Steps at fixed times, 24 and more in a night",
        (
            (RULES, "test_forty_steps_of_a_night_all_come_in_order_of_time"),
            (COMPILE, "test_a_profile_of_many_steps_fits_for_a_week_and_more"),
        ),
    ),
    Row(
        4,
        "Sunrise and sunset with an offset",
        ((SUN, "test_the_sun_of_kupang_is_that_of_the_almanac_on_every_day_of_2026"),),
    ),
    Row(
        5,
        "Civil twilight as a reference",
        (
            (SUN, "test_the_sun_is_that_of_ephem_all_through_the_year"),
            (COMPILE, "test_each_event_is_judged_by_its_own_elevation"),
        ),
    ),
    Row(
        6,
        "Earliest and latest clock time around a time of the sun",
        (
            (COMPILE, "test_a_clamp_moves_a_sun_time_and_says_so"),
            (COMPILE, "test_under_a_midnight_sun_clamps_and_clock_times_hold"),
        ),
    ),
    Row(
        7,
        "Photocell or lux, together with the time of the sun",
        (
            (SENSING, "test_a_photocell_decides_in_its_window_and_nowhere_else"),
            (SENSING, "test_a_sensor_that_died_gives_the_level_back_to_the_program"),
            (
                ON_TOP,
                "test_effects_photocell_and_factors_are_in_the_settings_of_those_whom_they_concern",
            ),
        ),
    ),
    Row(
        8,
        "Nights from noon to noon",
        (
            (RULES, "test_a_rule_for_an_evening_holds_until_the_noon_after_it"),
            (COMPILE, "test_the_night_of_a_moment_changes_at_local_noon"),
        ),
    ),
    Row(
        9,
        "Weekdays, ranges of dates, yearly days, nth weekdays",
        (
            (DAYS, "test_words_name_the_days_they_say"),
            (DAYS, "test_each_date_has_one_weekday_and_is_an_nth_of_it"),
        ),
    ),
    Row(
        10,
        "Rules in an order, the first that matches, a default program",
        ((RULES, "test_of_two_rules_that_match_the_one_that_stands_first_wins"),),
    ),
    Row(
        11,
        "Exceptions and public holidays",
        (
            (RULES, "test_independence_day_has_its_own_program"),
            (DATES, "test_an_estimated_date_is_said_wherever_it_is_used"),
            (DATES, "test_a_moved_date_is_sure_where_it_went_and_nothing_where_it_was"),
        ),
    ),
    Row(
        12,
        "Effects of sensors: set, max, min, add, multiply, with a hold",
        (
            (SENSING, "test_each_word_of_an_effect_does_what_it_says"),
            (SENSING, "test_an_effect_holds_for_its_time_after_the_last_trigger"),
            (ON_TOP, "test_a_node_that_follows_its_sensor_has_converged"),
        ),
    ),
    Row(
        13,
        "Overrides with start, end, release",
        (
            (NODE, "test_an_override_ends_by_itself_and_a_release_is_a_document_without_it"),
            (
                "tests/schedules/test_decision.py",
                "test_of_two_overrides_the_higher_priority_then_version_then_id_holds",
            ),
        ),
    ),
    Row(
        14,
        "A level without schedule, link or clock",
        (
            (
                "tests/devices/node/test_machine.py",
                "test_alone_for_weeks_it_repeats_its_ordinary_night",
            ),
            (NODE, "test_without_a_program_the_default_level_holds"),
        ),
    ),
    Row(
        15,
        "Minimum burning time",
        (
            (
                "tests/schedules/test_min_burn.py",
                "test_a_burning_that_would_be_shorter_is_left_out_and_said",
            ),
        ),
    ),
    Row(
        16,
        "Fades up and back",
        (
            (REPORTS, "test_the_lamp_fades_in_a_straight_line"),
            ("tests/schedules/test_events.py", "test_an_event_fades_in_and_back"),
        ),
    ),
    Row(
        17,
        "Constant light output, virtual power, cleaning factor",
        (
            (FACTORS, "test_constant_light_rises_with_the_burning_hours"),
            (ON_TOP, "test_factors_are_no_fault_of_the_lamp"),
            (
                "tests/schedules/test_lamp_types.py",
                "test_factors_that_the_driver_applies_are_not_told_to_the_node",
            ),
        ),
        lacks="the cleaning factor",
    ),
    Row(
        18,
        "Warm-up and cool-down of discharge lamps",
        (
            (
                "tests/lighting/faults/test_rules.py",
                "test_a_lamp_that_warms_up_is_not_judged_by_its_power",
            ),
        ),
        lacks="the cool-down before it can be lit again",
    ),
    Row(
        19,
        "Commanded, in effect and measured, with the reason",
        (
            (REPORTS, "test_reported_says_what_it_holds_what_it_does_and_why"),
            (
                "tests/lighting/answers/test_why.py",
                "test_a_lamp_that_does_something_else_is_told_with_its_own_reason",
            ),
        ),
    ),
    Row(
        45,
        "What a node can hold is checked before sending",
        (
            (
                "tests/lighting/desired/test_documents.py",
                "test_a_program_that_no_node_can_hold_is_not_issued",
            ),
            (
                "tests/lighting/desired/test_able.py",
                "test_a_schedule_that_a_node_has_no_room_for_is_refused_with_the_lamps_named",
            ),
            (COMPILE, "test_a_program_too_long_for_a_node_gets_fewer_nights"),
        ),
    ),
    Row(
        47,
        "Staggered sending with a report of delivery",
        (
            (
                "tests/lighting/running/test_service.py",
                "test_a_broker_that_forgot_is_told_everything_at_a_steady_pace",
            ),
            (LEDGER, "test_each_step_is_taken_by_its_own_proof_and_keeps_its_time"),
        ),
    ),
    Row(
        49,
        "A check of the schedule over a whole year",
        (
            (
                "tests/schedules/lint/test_corpus.py",
                "test_a_kind_has_a_document_with_just_that_and_a_near_miss",
            ),
            (
                "tests/oracle/test_oracle.py",
                "test_nodes_are_given_what_a_second_reading_of_the_document_finds",
            ),
        ),
    ),
)
