"""What is expected of finding faults, and the tests that prove each of it here."""

from tests.features.rows import Row

FAULTS = "tests/lighting/faults"
RULES = f"{FAULTS}/test_rules.py"
POWER = f"{FAULTS}/test_power.py"
SWITCHING = f"{FAULTS}/test_switching.py"
LIFE = f"{FAULTS}/test_life.py"
WATCH = f"{FAULTS}/test_watch.py"
SILENT = "tests/lighting/incidents/test_silent.py"
SILENCE = "tests/lighting/health/test_silence.py"
NAMED = "tests/lighting/nodes/test_found_in_messages.py"
OTHERS = "tests/lighting/incidents/test_others.py"
EVERY_CODE = "tests/lighting/scenario/test_every_code.py"
FOUND = (EVERY_CODE, "test_a_lamp_that_has_it_raises_its_code")
NEAR = (EVERY_CODE, "test_a_near_miss_does_not_raise_the_code")
CROSSED = (RULES, "test_a_limit_that_is_crossed_is_a_fault_and_one_that_is_met_is_none")

ROWS = (
    Row(
        20,
        "Lamp failure",
        (
            (POWER, "test_a_lamp_that_is_dark_in_two_samples_has_failed"),
            (POWER, "test_low_power_at_a_low_level_is_no_failure"),
            (
                POWER,
                "test_a_dead_lamp_stays_dead_through_the_day_and_is_cleared_by_two_lit_samples",
            ),
        ),
    ),
    Row(
        21,
        "Day burner",
        (
            (SWITCHING, "test_a_lamp_that_burns_by_day_in_two_samples_is_a_day_burner"),
            ("tests/lighting/health/test_judging.py", "test_an_order_to_burn_by_day_is_no_fault"),
        ),
    ),
    Row(
        22,
        "Cycling",
        (
            (SWITCHING, "test_four_starts_within_an_hour_are_cycling"),
            (SWITCHING, "test_starts_that_were_commanded_are_not_counted"),
        ),
    ),
    Row(
        23,
        "Dimming failure",
        (
            (
                POWER,
                "test_power_that_stays_when_the_lamp_is_dimmed_is_a_dimming_failure_and_nothing_else",
            ),
            (POWER, "test_a_curved_characteristic_still_follows"),
        ),
    ),
    Row(
        24,
        "Power too high or too low for the level",
        (
            (POWER, "test_fifteen_percent_off_in_three_samples_is_a_fault"),
            (POWER, "test_five_watts_are_tolerated_at_a_low_level"),
        ),
    ),
    Row(
        25,
        "Power factor too low for the level",
        (CROSSED, (RULES, "test_a_dimmed_lamp_may_have_the_power_factor_of_its_level")),
    ),
    Row(
        26,
        "Voltage too low or too high, with hysteresis",
        (
            CROSSED,
            (RULES, "test_a_fault_with_a_way_back_stays_until_that_is_gone"),
            (OTHERS, "test_half_of_a_panels_lamps_with_too_low_a_voltage_are_one_incident"),
        ),
    ),
    Row(
        27,
        "Loss of supply, by last will or reason of boot",
        (
            (SILENCE, "test_a_panels_lamps_silent_together_are_one_incident_and_its_end_ends_it"),
            (f"{FAULTS}/test_contact.py", "test_a_boot_out_of_the_ordinary_is_a_reset"),
        ),
        lacks="the nodes' counter of losses is kept, and judged only for running back",
    ),
    Row(
        28,
        "Relay, driver and its bus, heat",
        (
            (RULES, "test_an_open_relay_is_told_from_a_dead_lamp_by_its_standby"),
            (RULES, "test_critical_heat_is_of_the_highest_severity"),
            (LIFE, "test_what_the_node_reports_begins_and_ends_at_once"),
            (
                "tests/lighting/nodes/test_repaired_without_power.py",
                "test_a_fault_stands_after_a_boot_as_the_node_says_in_whatever_order_it_comes",
            ),
            (
                f"{FAULTS}/test_explained.py",
                "test_a_broken_driver_is_the_line_whichever_was_found_first",
            ),
            FOUND,
        ),
    ),
    Row(
        29,
        "Cabinet: door, breaker, leakage, one event for all its lamps",
        (
            (SILENT, "test_the_cause_of_a_dark_panel_is_said_with_what_speaks_for_it"),
            FOUND,
            NEAR,
        ),
    ),
    Row(
        30,
        "Pole that leans or was hit",
        ((RULES, "test_a_pole_leans_from_where_it_stood"), FOUND, NEAR),
    ),
    Row(
        31,
        "Silence, weak links, missing data",
        (
            (SILENCE, "test_a_node_that_falls_silent_is_a_fault_after_three_report_periods"),
            (RULES, "test_a_link_is_weak_by_the_median_of_a_day"),
            (SILENCE, "test_nobody_is_blamed_while_our_own_link_is_down"),
        ),
    ),
    Row(
        32,
        "Clock that is wrong",
        (
            (WATCH, "test_a_clock_ahead_in_three_messages_is_wrong"),
            (WATCH, "test_late_delivery_is_no_slow_clock"),
            (WATCH, "test_no_trusted_time_for_48_hours_is_a_fault"),
        ),
    ),
    Row(
        33,
        "Luminaire that is not the one in the list",
        (
            (RULES, "test_a_luminaire_that_is_steadily_too_strong_is_another_one"),
            (NAMED, "test_a_luminaire_that_names_another_power_is_not_the_one_in_the_list"),
        ),
    ),
    Row(
        34,
        "Severity, acknowledgement, hysteresis, flapping",
        (
            (LIFE, "test_an_acknowledged_fault_says_who_and_why_until_it_is_cleared"),
            (LIFE, "test_hysteresis_holds"),
            (
                f"{FAULTS}/test_flapping.py",
                "test_at_the_third_change_within_ten_minutes_it_is_flapping_and_stays_open",
            ),
        ),
    ),
)
