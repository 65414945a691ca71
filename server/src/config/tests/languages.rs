//! The languages of the office: those that there are, and what is written for one and is none.

use super::*;

#[test]
fn a_country_written_for_a_language_is_told_once_with_the_language_that_is_meant() {
    let with = |code: &str| {
        let text = DEMO.replace("\"hy\"", &format!("\"{code}\"")).replace("hy = ", &format!("{code} = "));
        problems(&text)
    };
    let countries = [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg")];
    for (country, meant) in countries {
        let found = with(country);
        assert_eq!(found.lines().count(), 1, "{found}");
        let told = format!("\"{country}\" is a country's code = write the language's, \"{meant}\"");
        assert!(found.contains(&told), "{found}");
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
fn a_language_that_is_none_is_told_once_with_what_to_write() {
    let languages = "languages = [\"ru\", \"en\", \"hy\"]";
    let meant = "there and in every text";
    for written in ["Hy", "HY", "hy-AM", "hy_am", "hy-"] {
        let told =
            format!("office.languages: \"{written}\" is no language's code = write the language's, \"hy\", {meant}");
        for text in [
            DEMO.replacen(languages, &languages.replace("hy", written), 1),
            DEMO.replace("\"hy\"", &format!("\"{written}\"")).replace("hy = ", &format!("{written} = ")),
        ] {
            let found = problems(&text);
            assert!(found.lines().count() == 1 && found.starts_with("9: ") && found.ends_with(&told), "{found}");
        }
    }
    for written in ["xx", "hy, en", "Armenian"] {
        let found = problems(&DEMO.replacen(languages, &languages.replace("hy", written), 1));
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
