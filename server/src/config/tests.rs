//! The configuration file held to its page: the demo floor is read whole, and every bad input is named with its line and mend.

mod languages;
mod letters;
mod messages;

use expect_test::{Expect, expect};

use super::{Fault, notes, parse, report};

const DEMO: &str = include_str!("../../../assets/demo/floor.toml");

fn problems(text: &str) -> String {
    match parse(text) {
        Ok(_) => "no problem".to_owned(),
        Err(problems) => {
            let at = |p: &super::Problem| p.line.map_or("-".to_owned(), |line| line.to_string());
            let line = |p: &super::Problem| format!("{}: {}: {} = {}", at(p), p.field, p.problem, p.mend);
            problems.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

/// The demo floor with one piece of text put for another; line numbers are left out.
fn bent(from: &str, to: &str, expected: &Expect) {
    assert!(DEMO.contains(from), "the demo has {from:?}");
    let found = problems(&DEMO.replacen(from, to, 1));
    let without_lines: Vec<_> =
        found.lines().map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest)).collect();
    expected.assert_eq(&without_lines.join("\n"));
}

#[test]
fn the_demo_floor_is_a_whole_migration_department() {
    let config = parse(DEMO).unwrap_or_else(|problems| panic!("{}", report(&problems, "floor.toml", DEMO)));
    let floor = &config.floor;
    assert_eq!((floor.services.len(), floor.windows.len(), floor.categories.len()), (8, 6, 4));
    let clerks = floor.clerks.iter().filter(|clerk| clerk.roles.contains(&queue::floor::Role::Clerk)).count();
    assert_eq!(clerks, 5);
    let letters: String = floor.services.iter().map(|service| service.letter.as_char()).collect();
    assert_eq!(letters, "AKMPTECX");
    assert_eq!(floor.languages.iter().map(|language| language.as_str()).collect::<Vec<_>>(), ["ru", "en", "hy"]);
}

#[test]
fn a_time_zone_that_is_not_there_is_told_once() {
    let zone = "time_zone = \"Europe/Moscow\"";
    bent(zone, "", &expect![[r#"office.time_zone: is missing = add time_zone = "Asia/Yerevan""#]]);
    bent(zone, "time_zone = \"\"", &expect![[r#"office.time_zone: is empty = write time_zone = "Asia/Yerevan""#]]);
}

#[test]
fn a_floor_on_which_nobody_calls_and_nobody_can_add_who_does_is_refused() {
    let (before, after) = DEMO.split_once("[[clerk]]").unwrap();
    let (_, devices) = after.split_once("[[device]]").unwrap();
    let with = |people: &str| format!("{before}{people}[[device]]{devices}");
    let one = |role: &str| with(&format!("[[clerk]]\nid = \"one\"\nname = \"One\"\nroles = [\"{role}\"]\n\n"));
    let mend = "add a [[clerk]] with roles = [\"clerk\"], or with roles = [\"administrator\"], who adds the others on the page Settings";
    assert_eq!(problems(&with("")), format!("-: clerk: is missing = {mend}"));
    for role in ["receptionist", "manager"] {
        let found = problems(&one(role));
        assert!(found.ends_with(&format!(": clerk: has nobody who calls visitors = {mend}")), "{found}");
        let faults: Vec<_> = parse(&one(role)).unwrap_err().into_iter().map(|problem| problem.fault).collect();
        assert_eq!(faults, [Some(Fault::NobodyCalls)]);
    }
    assert_eq!(problems(&one("clerk")), "no problem");
    let told = notes(&parse(&one("administrator")).unwrap().floor);
    assert!(told.len() == 1 && told[0].starts_with("clerk: nobody has the role \"clerk\""), "{told:?}");
}

#[test]
fn every_problem_is_listed_at_once_with_its_line() {
    let text =
        "listen = 7\nbanana = true\n[office]\nlanguages = [\"ru\"]\ntime_zone = \"Moscow\"\n[office.name]\nru = \"\"\n";
    expect![[r#"
        -: hours: is missing = add the table [hours]
        -: reasons: is missing = add the table [reasons]
        -: hall: is missing = add at least one [[hall]]
        -: category: is missing = add at least one [[category]]
        -: service: is missing = add at least one [[service]]
        -: window: is missing = add at least one [[window]]
        -: clerk: is missing = add a [[clerk]] with roles = ["clerk"], or with roles = ["administrator"], who adds the others on the page Settings
        1: listen: is an integer = write listen = "127.0.0.1:7700"
        2: banana: is unknown = remove it, or write one of: category, clerk, coupon, device, group, hall, hours, listen, messages, office, personal_data, picture, reasons, report, rules, service, trusted_proxies, visitors_certificate, visitors_key, visitors_listen, window
        5: office.time_zone: "Moscow" is no time zone: write a name such as Europe/Moscow = write its IANA name
        7: office.name.ru: is empty = write the wording in double quotes"#]]
    .assert_eq(&problems(text));
}

#[test]
fn what_is_no_toml_says_where() {
    assert!(problems("[office\nname = 1").starts_with("1: "));
    assert!(problems("a = 1\na = 2").contains("2: "));
    let open =
        problems(&DEMO.replacen("languages = [\"ru\", \"en\", \"hy\"]", "languages = [\"ru\", \"en\", \"hy\"", 1));
    assert!(
        open.lines().count() == 1 && open.contains("every [ and { is closed"),
        "one mistake is one problem: {open}"
    );
    assert_ne!(problems(""), "no problem");
    assert_ne!(problems(&"[".repeat(5000)), "no problem");
    assert_ne!(problems(&format!("a = {}", "[".repeat(5000))), "no problem");
}

#[test]
fn a_limit_that_cannot_be_numbered_is_refused_q3() {
    bent(
        "daily_limit = 120",
        "daily_limit = 1000",
        &expect!["service[1].daily_limit: does not fit = write a whole number from 1 to 999"],
    );
    bent("letter = \"K\"", "letter = \"A\"", &expect!["no problem"]);
    bent(
        "letter = \"A\"",
        "letter = \"О\"",
        &expect![
            "service[1].letter: is no letter for a number = write one of A B E K M H P C T Y X, which Cyrillic and Latin share (О is too like zero)"
        ],
    );
}

#[test]
fn names_that_are_nowhere_are_refused() {
    bent(
        "hall = \"hall-1\"",
        "hall = \"hall-9\"",
        &expect![[r#"service[1].hall: names the hall "hall-9" = name one of the [[hall]] ids"#]],
    );
    bent("id = \"w1\"", "id = \"W 1\"", &expect![[r#"window[1].id: "W 1" is no key = use 1 to 40 of a-z, 0-9 and -"#]]);
    bent("number = 2", "number = 1", &expect![[r#"window[2].number: "1" is there twice = give each its own number"#]]);
}

#[test]
fn what_cannot_be_read_is_not_told_as_anothers_q3() {
    bent("number = 2", "", &expect!["window[2].number: is missing = add number = 1 to 99"]);
    let out = expect!["window[2].number: does not fit = write a whole number from 1 to 99"];
    bent("number = 2", "number = 100", &out);
    let full = DEMO.replacen("daily_limit = 120", "daily_limit = 900", 1);
    assert_eq!(problems(&full), "no problem");
    assert!(problems(&full.replacen("letter = \"K\"", "letter = \"A\"", 1)).contains("under the letter A"));
    let found = problems(&full.replacen("letter = \"K\"", "letter = \"О\"", 1));
    assert!(found.contains("is no letter for a number") && found.lines().count() == 1, "{found}");
}

#[test]
fn the_reason_of_a_mismatch_is_one_of_those_for_a_refusal_or_none_b6() {
    let mismatch = |text: &str| parse(text).map(|config| config.floor.reasons.mismatch.map(|id| id.to_string()));
    assert_eq!(mismatch(DEMO), Ok(Some("data-mismatch".to_owned())));
    assert_eq!(mismatch(&DEMO.replacen("mismatch = \"data-mismatch\"", "", 1)), Ok(None));
    bent(
        "mismatch = \"data-mismatch\"",
        "mismatch = \"pays-fee\"",
        &expect![[r#"reasons.mismatch: names "pays-fee" = name one of the ids in refuse, or leave it out"#]],
    );
}

#[test]
fn only_reasons_for_a_call_out_of_turn_are_told_to_others_and_none_unless_named_q6() {
    let told = |text: &str| parse(text).map(|config| config.floor.reasons.told.len());
    let line = "told = [\"comes-back\"]";
    assert_eq!((told(DEMO), told(&DEMO.replacen(line, "", 1))), (Ok(1), Ok(0)));
    bent(
        line,
        "told = [\"comes-back\", \"lunch\"]",
        &expect![[r#"reasons.told: names "lunch" = name ids of out_of_turn, or leave it out"#]],
    );
}

#[test]
fn hours_must_be_in_order_q4() {
    bent(
        "tue = [\"08:30-17:00\"]",
        "tue = [\"17:00-08:30\", \"25:00-26:00\"]",
        &expect![[r#"
            hours.tue: "17:00-08:30" ends before it begins, or overlaps = write intervals in order, apart; past midnight with office.day_turns_at, such as "04:00", and two: "20:00-24:00", "00:00-04:00"
            hours.tue: "25:00-26:00" is no interval = write it as "08:30-17:00""#]],
    );
}

#[test]
fn hours_lie_within_one_business_day_q4() {
    let night = |turns: &str, tue: &str, expected: &Expect| {
        let turned = DEMO.replacen("day_turns_at = \"00:00\"", &format!("day_turns_at = \"{turns}\""), 1);
        let hours = turned.replacen("tue = [\"08:30-17:00\"]", &format!("tue = [{tue}]"), 1);
        assert!(hours.contains(turns) && hours.contains(tue));
        let found = problems(&hours);
        let told: Vec<_> = found.lines().filter_map(|line| line.split_once(": ")).map(|(_, told)| told).collect();
        expected.assert_eq(&told.join("\n"));
    };
    night("04:00", r#""20:00-04:00""#, &expect![[""]]);
    night("04:00", r#""20:00-00:00", "00:30-03:00""#, &expect![[""]]);
    night("00:00", r#""20:00-00:00""#, &expect![[""]]);
    night("04:00", r#""20:00-24:00", "00:00-04:00""#, &expect![[""]]);
    night("00:00", r#""00:00–24:00""#, &expect![[""]]);
    night(
        "04:00",
        r#""00:30-03:00", "20:00-00:00""#,
        &expect![[
            r#"hours.tue: "20:00-00:00" ends before it begins, or overlaps = write intervals in order, apart, from 04:00 on, at which the business day turns"#
        ]],
    );
    night(
        "04:00",
        r#""03:00-10:00""#,
        &expect![[
            r#"hours.tue: "03:00-10:00" ends before it begins, or overlaps = write intervals in order, apart, from 04:00 on, at which the business day turns"#
        ]],
    );
}

#[test]
fn a_text_is_there_in_every_language_and_plain() {
    bent(", en = \"Hall 1\"", "", &expect![[r#"hall[1].name: is missing in en = add en = "...""#]]);
    bent(
        "en = \"Hall 1\"",
        "en = \"Hall\\u001b1\"",
        &expect![
            "hall[1].name.en: holds the character U+001B = write plain text without control characters or direction marks"
        ],
    );
    bent(
        "en = \"Hall 1\"",
        "en = \"Hall\\u202e1\"",
        &expect![
            "hall[1].name.en: holds the character U+202E = write plain text without control characters or direction marks"
        ],
    );
    let long = format!("en = \"{}\"", "x".repeat(10_000));
    bent("en = \"Hall 1\"", &long, &expect!["hall[1].name.en: has 10000 characters = use at most 120"]);
}

#[test]
fn unknown_rules_name_the_known_ones() {
    bent(
        "policy = \"credit\"",
        "policy = \"fastest\"",
        &expect!["rules.policy: is unknown = write one of: credit, first-come, ratio"],
    );
    bent(
        "policy = \"credit\"",
        "policy = \"ratio\"",
        &expect!["rules.ratio_general: is missing = add ratio_general = 1 to 20, general visitors to one preferential"],
    );
}

#[test]
fn time_alone_is_not_sooner_than_the_clerk_may_be_q2() {
    bent("no_show_after_s = 90", "no_show_after_s = 90\nno_show_alone_s = 90", &expect!["no problem"]);
    bent(
        "no_show_after_s = 90",
        "no_show_after_s = 90\nno_show_alone_s = 89",
        &expect!["rules.no_show_alone_s: is sooner than a clerk may say it = write at least 90, as in no_show_after_s"],
    );
}

#[test]
fn trusted_proxies_are_addresses_and_networks_and_never_everybody() {
    let with = |value: &str| problems(&format!("trusted_proxies = {value}\n{DEMO}"));
    assert_eq!(with(r#"["10.0.0.5", "10.1.0.0/16", "fd00::/8"]"#), "no problem");
    assert!(parse(DEMO).unwrap().trusted_proxies.0.is_empty(), "off by default");
    expect![[r#"
        1: trusted_proxies: "proxy" is no address or network = write an address such as "10.0.0.5" or a network such as "10.0.0.0/24"
        1: trusted_proxies: "10.0.0.5/24" is an address inside a network = write the network's own address, such as "10.0.0.0/24", or the proxy's alone
        1: trusted_proxies: "::/0" would believe everybody = name the proxies alone: whoever is believed can take any visitor's place"#]]
    .assert_eq(&with(r#"["proxy", "10.0.0.5/24", "::/0"]"#));
    let many = format!("[{}]", vec!["\"10.0.0.5\""; 17].join(", "));
    expect!["1: trusted_proxies: has 17 entries = use at most 16"].assert_eq(&with(&many));
}

#[test]
fn slots_are_read_with_their_hours_and_places_b1() {
    let config = parse(DEMO).unwrap_or_else(|problems| panic!("{}", report(&problems, "floor.toml", DEMO)));
    let plan = config.floor.services[0].slots.as_ref().expect("the demo's passport is booked");
    assert_eq!((plan.places, plan.hours.0.len()), (2, 5));
    assert_eq!(config.floor.services.iter().filter(|service| service.slots.is_some()).count(), 5);
}

#[test]
fn bent_rules_of_booking_are_named_b4_b5_b12_p5_s6() {
    bent(
        "undo_s = 10",
        "undo_s = 10\n[rules.booking]\nlate_min = 500\nfirst_after_min = 3\nmissed = 21\nmissed_days = 0\nholds = 2\nfree = 1\n",
        &expect![[r#"
            rules.booking.late_min: does not fit = write a whole number from 0 to 120
            rules.booking.first_after_min: lets somebody go first who has not waited up to the limit = write at least 10, as in wait_limit_min
            rules.booking.missed: does not fit = write a whole number from 0 to 20
            rules.booking.missed_days: does not fit = write a whole number from 1 to 365
            rules.booking.holds: does not fit = write a whole number from 10 to 5000
            rules.booking.free: is unknown = remove it, or write one of: a_claimed, a_contact, a_day, a_known, a_source, change_until_h, changes, days_ahead, early_calls, early_min, first_after_min, hold_min, holds, holds_a_source, late_min, missed, missed_days, remind_at, slot_min, wait_limit_min"#]],
    );
    bent(
        "undo_s = 10",
        "undo_s = 10\n[rules.booking]\na_claimed = 7\na_contact = 5\na_known = 4\n",
        &expect![[r#"
            rules.booking.a_claimed: lets more be booked without a proved contact than with one = write at most 5, as in a_contact
            rules.booking.a_known: lets less be booked by whoever is known than by others = write at least 5, as in a_contact"#]],
    );
    let family = DEMO.replace("undo_s = 10", "undo_s = 10\n[rules.booking]\na_contact = 20\n");
    let rules = parse(&family).unwrap_or_else(|_| panic!("a_known may be missing")).floor.rules.booking;
    assert_eq!((rules.a_contact, rules.of_known()), (20, 20), "nobody who is known may do less (P5)");
    bent(
        "slots = { places = 2,",
        "slots = { places = 60,",
        &expect![
            "service[1]: makes 1560 coupons and booked places a day under the letter A, which has 999 numbers = lower daily_limit or slots.places, or give the service another letter"
        ],
    );
}

#[test]
fn visitors_type_their_names_over_tls_or_on_this_machine_or_behind_a_proxy_p1() {
    let listen = "visitors_listen = \"127.0.0.1:7780\"";
    for open in ["0.0.0.0:7780", "192.168.1.5:7780", "[::]:7780"] {
        let at = format!("visitors_listen = \"{open}\"");
        bent(
            listen,
            &at,
            &expect![
                "visitors_listen: takes names over open HTTP = add visitors_certificate and visitors_key, or name the proxy before it in trusted_proxies, or listen on 127.0.0.1"
            ],
        );
        for mend in
            ["visitors_certificate = \"/c.pem\"\nvisitors_key = \"/k.pem\"", "trusted_proxies = [\"192.168.1.2\"]"]
        {
            bent(listen, &format!("{at}\n{mend}"), &expect!["no problem"]);
        }
    }
    bent(listen, "visitors_listen = \"[::1]:7780\"", &expect!["no problem"]);
    bent(listen, "", &expect!["no problem"]);
}

#[test]
fn each_listener_is_mended_by_its_own_port_and_each_role_is_wrong_once() {
    bent(
        "visitors_listen = \"127.0.0.1:7780\"",
        "visitors_listen = \"7780\"",
        &expect![[
            r#"visitors_listen: is no address with a port = write figures, no name: visitors_listen = "127.0.0.1:7780", or "0.0.0.0:PORT" for every address of this machine"#
        ]],
    );
    bent(
        "roles = [\"clerk\", \"receptionist\"]",
        "roles = [\"boss\"]",
        &expect![[r#"clerk[1].roles: "boss" is no role = write some of: clerk, receptionist, manager, administrator"#]],
    );
}

#[test]
fn the_visitors_certificate_is_named_whole_or_not_at_all() {
    let listen = "visitors_listen = \"127.0.0.1:7780\"";
    let with = |more: &str| format!("{listen}\n{more}");
    bent(
        listen,
        &with("visitors_certificate = \"/c.pem\""),
        &expect!["visitors_key: is missing = add visitors_key, the PEM file of the certificate's key"],
    );
    bent(
        listen,
        &with("visitors_key = \"/k.pem\""),
        &expect!["visitors_certificate: is missing = add visitors_certificate, the PEM file for visitors_key"],
    );
    bent(
        listen,
        "visitors_certificate = \"/c.pem\"\nvisitors_key = \"/k.pem\"",
        &expect!["visitors_certificate: has no listener = add visitors_listen, which it is for"],
    );
    bent(
        listen,
        &with("visitors_certificate = \"c.pem\"\nvisitors_key = \"/k.pem\""),
        &expect!["visitors_certificate: is no whole path = write the file from / on"],
    );
}

#[test]
fn a_reason_that_is_there_twice_is_named() {
    bent(
        "id = \"makes-copy\"",
        "id = \"pays-fee\"",
        &expect![[r#"reasons.park[2].id: "pays-fee" is there twice = give each its own id"#]],
    );
    let both =
        |key: &str| ["pays-fee", "makes-copy"].iter().fold(DEMO.to_owned(), |text, id| text.replacen(id, key, 1));
    let found = problems(&both("unreadable"));
    assert!(found.ends_with("reasons.park[2].id: \"unreadable\" is there twice = give each its own id"), "{found}");
    let found = problems(&both("No Key"));
    assert!(!found.contains("is there twice") && found.matches("is no key").count() == 2, "{found}");
}
