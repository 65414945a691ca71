//! The languages of the office: those that there are, and what is written for one and is none.

use super::*;

const LIST: &str = "languages = [\"ru\", \"en\", \"hy\"]";

/// The demo with another code for `hy` in its list.
fn listed(code: &str) -> String {
    DEMO.replacen(LIST, &LIST.replace("hy", code), 1)
}

/// The text with another key for `hy` in each wording.
fn keyed(text: &str, code: &str) -> String {
    text.replace("hy = ", &format!("{code} = "))
}

/// The texts of the demo.
fn texts() -> usize {
    DEMO.matches("hy = ").count()
}

#[test]
fn a_country_written_for_a_language_is_told_once_with_the_language_that_is_meant() {
    let countries = [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg")];
    for (country, meant) in countries {
        let told =
            format!("9: office.languages: \"{country}\" is a country's code = write the language's, \"{meant}\"");
        let told = format!("{told}; so at {} more places", texts());
        assert_eq!(problems(&keyed(&listed(country), country)), told);
    }
}

#[test]
fn a_language_that_no_page_offers_is_one_all_the_same() {
    let office = |code: &str| DEMO.replace("\"hy\"", &format!("\"{code}\"")).replace("hy = ", &format!("{code} = "));
    for code in ["it", "sw", "zu", "am"] {
        let floor = parse(&office(code)).unwrap_or_else(|problems| panic!("{code}: {problems:?}")).floor;
        assert_eq!(floor.languages.last().map(|language| language.as_str()), Some(code));
    }
}

#[test]
fn a_code_that_is_no_languages_is_told_once_with_the_one_that_is_meant_and_at_how_many_places() {
    let what = "is no language's code";
    for written in ["Hy", "HY", "hy-AM", "hy_am", "hy-", "hye", "arm"] {
        let told = format!("9: office.languages: \"{written}\" {what} = write the language's, \"hy\"");
        assert_eq!(problems(&listed(written)), told, "the texts are those of the language that is meant");
        assert_eq!(problems(&keyed(&listed(written), written)), format!("{told}; so at {} more places", texts()));
        let told = format!("8: office.name.{written}: {what} = write it as hy; so at {} more places", texts() - 1);
        assert_eq!(problems(&keyed(DEMO, written)), told);
    }
    let text = keyed(&listed("hy-AM"), "hy-AM").replacen("number = 2", "number = 1", 1);
    let printed = report(&parse(&text).unwrap_err(), "floor.toml", &text);
    assert!(printed.starts_with("floor.toml: 2 problems to mend\n") && printed.contains("is there twice"), "{printed}");
}

#[test]
fn a_language_of_the_list_that_no_text_is_in_is_told_at_the_list_alone() {
    let told = "9: office.languages: no text is in \"am\" = write \"hy\" in its place, which every text is in";
    assert_eq!(problems(&listed("am")), told, "the country is written for the language");
    let found = problems(&listed("hy\", \"de"));
    let mend = format!("add de = \"...\" to each of the {} texts, or remove it here", texts());
    assert_eq!(found, format!("9: office.languages: no text is in \"de\" = {mend}"));
    let found = problems(&listed("hy\", \"de").replacen("hy = \"", "de = \"-\", hy = \"", 1));
    assert_eq!(
        found.matches(": is missing in de = add de").count(),
        texts() - 1,
        "each text is told by itself: {found}"
    );
}

#[test]
fn a_language_that_the_list_lacks_is_told_once() {
    let found = problems(&DEMO.replacen(", \"hy\"]", "]", 1));
    let mend = "remove it, or add the language to office.languages";
    let told =
        format!("8: office.name.hy: is none of the floor's languages = {mend}; so at {} more places", texts() - 1);
    assert_eq!(found, told);
    let found = problems(&DEMO.replacen(LIST, "languages = [\"ru\", \"am\"]", 1));
    assert_eq!(found.lines().count(), 3, "two others are written than the one of the list: {found}");
}

#[test]
fn a_text_is_held_against_the_language_that_the_list_means() {
    let name = "hy = \"Միգրացիայի հարցերի բաժին\"";
    let found = problems(&listed("hy-AM").replacen(&format!(", {name}"), "", 1));
    assert!(found.starts_with("8: office.name: is missing in hy = add hy = \"...\"\n9: office.languages: "), "{found}");
    let found = problems(&listed("arm").replacen(name, "arm = \"\", de = \"Amt\"", 1));
    let begins: Vec<_> = found.lines().map(|line| line.split(" = ").next().unwrap()).collect();
    let told = [
        "8: office.name.arm: is empty",
        "8: office.name.de: is none of the floor's languages",
        "9: office.languages: \"arm\" is no language's code",
    ];
    assert_eq!(begins, told, "{found}");
    assert!(found.ends_with(" = write the language's, \"hy\"; so at 1 more place"), "{found}");
    let thanks = format!("[coupon.thanks]\nru = \"-\"\nen = \"-\"\nhy-AM = \"{}\"\n", "ա".repeat(120));
    let line = DEMO.lines().count() + 4;
    let found = problems(&format!("{DEMO}{thanks}"));
    assert!(found.contains(&format!("{line}: coupon.thanks.hy: takes ")), "at the wording: {found}");
}

#[test]
fn what_means_a_language_that_the_office_does_not_speak_is_told_with_that_language() {
    let told = |written: &str| {
        let wording = format!("{written} = \"-\", hy = \"Միգրացիայի");
        problems(&DEMO.replacen("hy = \"Միգրացիայի", &wording, 1))
    };
    for (written, meant) in [("ge", "ka"), ("de-AT", "de")] {
        let mend = format!("remove it, or add \"{meant}\", which it means, to office.languages and write {meant} here");
        let none = format!("8: office.name.{written}: is none of the floor's languages = {mend}");
        assert_eq!(told(written), none);
    }
    let none =
        "8: office.name.de: is none of the floor's languages = remove it, or add the language to office.languages";
    assert_eq!(told("de"), none);
}

#[test]
fn what_means_a_language_that_is_there_already_is_told_to_go() {
    let told = "9: office.languages: \"hy-AM\" is no language's code = remove it: there is \"hy\"";
    for list in ["\"hy\", \"hy-AM\"", "\"hy-AM\", \"hy\""] {
        assert_eq!(problems(&DEMO.replacen("\"hy\"]", &format!("{list}]"), 1)), told);
    }
    bent(
        "hy = \"Միգրացիայի",
        "hy-AM = \"-\", hy = \"Միգրացիայի",
        &expect!["office.name.hy-AM: is no language's code = remove it: there is hy"],
    );
    bent(
        "hy = \"Միգրացիայի",
        "Hy = \"-\", hy-AM = \"Միգրացիայի",
        &expect![[r#"
            office.name.Hy: is no language's code = write it as hy
            office.name.hy-AM: is no language's code = remove it: there is hy"#]],
    );
}

#[test]
fn a_language_that_is_none_is_told_once_with_what_to_write() {
    for written in ["xx", "hy, en", "Armenian"] {
        let found = problems(&listed(written));
        let told = "is no language's code = write the two letters of ISO 639-1; this program has words in ru, en, hy";
        assert!(found.lines().count() == 1 && found.ends_with(told), "{found}");
    }
    let report = "[messages.smtp]\nhost = \"mail\"\nfrom = \"queue@office.example\"\n[report]\nto = [\"chief@office.example\"]\nlanguage = \"Hy\"\n";
    let found = problems(&format!("{DEMO}\n{report}"));
    assert!(found.ends_with("report.language: \"Hy\" is not spoken here = write one of: ru, en, hy"), "{found}");
    assert_eq!(found.lines().count(), 1, "no made-up key: {found}");
}

#[test]
fn a_language_without_words_of_the_program_is_the_offices_own_and_told_with_what_is_english_then() {
    // Who writes the country for the language is told which language that is.
    for (code, name) in [("de", "German"), ("am", "Amharic")] {
        let other = DEMO.replace("\"hy\"", &format!("\"{code}\"")).replace("hy = ", &format!("{code} = "));
        let floor =
            parse(&other).unwrap_or_else(|problems| panic!("{}", report(&problems, "floor.toml", &other))).floor;
        let told = notes(&floor);
        let begins = format!("office.languages: in \"{code}\", {name}, there are the office's own texts alone");
        assert!(told.len() == 1 && told[0].starts_with(&begins), "{told:?}");
        let lacks = ["this program has words in ru, en, hy only", "are English"];
        assert!(lacks.iter().all(|lack| told[0].contains(lack)), "{told:?}");
    }
    assert_eq!(notes(&parse(DEMO).unwrap().floor), [""; 0]);
}
