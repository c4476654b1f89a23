"""The rows about what is counted, repaired and reported; see `rows`."""

from tests.features.rows import Row

REPAIR = "tests/journeys/test_repair.py"
KEEPING = "tests/lighting/work/test_keeping.py"
BILL = "tests/lighting/reports/test_bill.py"
MONTHS = "tests/lighting/reports/test_months.py"
STORES = "tests/lighting/reports/test_both_stores.py"
CHANGING = "tests/lighting/reports/test_changing_list.py"
EACH_LINE = "test_each_line_is_billed_for_its_part_of_the_month_against_its_part_of_the_log"
ASKED = "tests/lighting/reports/test_reports_asked.py"
ENERGY = "tests/lighting/energy"
FOR_REAL = "test_a_dead_lamp_is_found_listed_kept_in_influxdb_repaired_proved_and_closed"
SAME = "test_every_report_of_a_month_says_the_same_from_sqlite_and_from_influxdb"
EVENING = "test_an_evening_goes_as_somebody_who_knows_the_town_would_ride"

ROWS = (
    Row(
        35,
        "Energy, burning hours and starts, over resets of the counters",
        (
            (
                f"{ENERGY}/test_any_hour.py",
                "test_hours_of_a_counter_without_gaps_add_up_to_what_it_rose_by",
            ),
            (
                f"{ENERGY}/test_roll_up.py",
                "test_a_counter_that_began_anew_at_a_reboot_is_bridged_by_power",
            ),
            (
                f"{ENERGY}/test_reports.py",
                "test_a_lamp_that_was_dark_all_the_time_has_zero_and_one_that_is_unknown_has_none",
            ),
        ),
        lacks="a report of starts; they are judged against the rated life only",
    ),
    Row(
        36,
        "A burn log fit for an unmetered bill",
        (
            (BILL, "test_a_lamp_of_70_w_is_billed_50_4_kwh_whatever_the_month"),
            (BILL, "test_dead_days_are_those_within_the_month_and_cost_their_part_of_the_bill"),
            (BILL, "test_every_single_digit_that_is_changed_is_found"),
            (STORES, SAME),
            (CHANGING, EACH_LINE),
        ),
    ),
    Row(
        37,
        "Work orders, in the order of a ride, closed by proof",
        (
            ("tests/journeys/test_repair_for_real.py", FOR_REAL),
            (REPAIR, "test_a_dead_lamp_is_found_repaired_proved_and_closed"),
            ("tests/lighting/work/test_route.py", EVENING),
            (REPAIR, "test_a_repair_by_day_is_proved_by_the_night_that_follows"),
            (KEEPING, "test_an_order_that_waits_is_proved_by_the_night_or_opens_again"),
            (MONTHS, "test_of_faults_that_people_closed_those_without_proof_are_counted_apart"),
        ),
    ),
    Row(
        41,
        "Reports with their coverage, as table, CSV, JSON and page to print",
        (
            (ASKED, "test_each_report_comes_as_table_csv_and_json"),
            (BILL, "test_the_page_needs_nothing_else_and_is_in_the_language_asked_for"),
            (MONTHS, "test_an_hour_without_data_is_dark_in_the_least_and_light_in_the_most"),
        ),
    ),
    Row(
        46,
        "Identify and self-test for whoever stands at the pole",
        (
            (REPAIR, "test_a_self_test_by_day_ends_dark_though_the_controller_dies"),
            (
                "tests/lighting/cli/test_work.py",
                "test_each_step_of_a_self_test_is_told_and_a_wrong_one_fails",
            ),
        ),
    ),
)
