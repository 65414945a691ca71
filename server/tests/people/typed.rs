//! What is typed is taken in order or refused with its field and mend (B13); the bad texts of every edge do nothing (S7).

use server::people::entered::{
    self, Contact, DocumentKind, Fault, Field, NAME_LIMIT, TEXT_LIMIT, Wrong, document, email, free_text, phone,
};
use zeroize::ZeroizeOnDrop;

use crate::support;

fn name(typed: &str) -> Result<String, Fault> {
    let wrong = |wrong: Wrong| {
        assert_eq!(wrong.field, Field::FamilyName);
        wrong.fault
    };
    entered::name(Field::FamilyName, typed).map(|name| name.as_str().to_owned()).map_err(wrong)
}

fn number(kind: DocumentKind, typed: &str) -> Result<String, Fault> {
    document(kind, typed).map(|document| document.number().to_owned()).map_err(|wrong| wrong.fault)
}

#[test]
fn a_name_is_taken_as_in_the_document_and_put_in_order() {
    for (typed, taken) in [
        ("Иванов", "Иванов"),
        ("  ИВАНОВ \t", "ИВАНОВ"),
        ("Петров\u{2013}Водкин", "Петров-Водкин"),
        ("O\u{2019}Neil", "O'Neil"),
        ("Gogol'-Yanovskiy", "Gogol'-Yanovskiy"),
        ("'t Hooft", "'t Hooft"),
        ("Дар\u{2bc}я", "Дар'я"),
        ("Ли\u{a0} \u{3000}Мин", "Ли Мин"),
        ("Ю", "Ю"),
        ("Սարգսյան", "Սարգսյան"),
        ("Արևիկ", "Արևիկ"),
        ("Nguyễn", "Nguyễn"),
        // A phone writes й as two characters.
        ("Андре\u{438}\u{306}", "Андрей"),
        ("Мария Carmen", "Мария Carmen"),
    ] {
        assert_eq!(name(typed).as_deref(), Ok(taken));
    }
    assert_eq!(name(&"я".repeat(NAME_LIMIT)), Ok("я".repeat(NAME_LIMIT)));
}

#[test]
fn bad_names_are_refused_with_the_reason() {
    let character = |found| Fault::Character { found };
    let stray = |found| Fault::Stray { found };
    for (typed, fault) in [
        ("", Fault::Blank),
        (" \t\u{a0} ", Fault::Blank),
        ("Ивaнов", Fault::MixedScripts),
        ("Анна-Maria", Fault::MixedScripts),
        ("Саргсян\u{561}", Fault::MixedScripts),
        ("Иванов1", character('1')),
        ("\"Иванов\"", character('"')),
        ("x; DROP TABLE people", character(';')),
        ("<b>Иванов</b>", character('<')),
        ("Ива\0нов", character('\0')),
        ("Ива\u{1b}[31mнов", character('\u{1b}')),
        ("Ива\u{10}нов", character('\u{10}')),
        ("\u{202e}вонавИ", character('\u{202e}')),
        ("Ива\u{200b}нов", character('\u{200b}')),
        ("Иванов 😀", character('😀')),
        ("=cmd|' /C calc'!A0", character('=')),
        ("И\u{488}\u{489}\u{336}ванов", character('\u{488}')),
        ("王", character('王')),
        ("Ｉvanov", character('Ｉ')),
        ("\u{fb01}", character('\u{fb01}')),
        ("-Иванов", stray('-')),
        ("Иванов-", stray('-')),
        ("Петров--Водкин", stray('-')),
        ("'", stray('\'')),
        ("- '", stray('-')),
        (&"я".repeat(NAME_LIMIT + 1), Fault::TooLong { limit: NAME_LIMIT }),
        (&"я".repeat(5_000), Fault::TooLong { limit: NAME_LIMIT }),
        (&format!("И{}", "\u{301}".repeat(5_000)), Fault::TooLong { limit: NAME_LIMIT }),
    ] {
        assert_eq!(name(typed), Err(fault), "{typed:?}");
    }
}

#[test]
fn a_document_is_taken_as_its_kind_has_it() {
    use DocumentKind::{ArmenianPassport, InternationalPassport, Other, RussianPassport};
    for (kind, typed, taken) in [
        (RussianPassport, "4510123456", "4510 123456"),
        (RussianPassport, " 45 10 № 123-456 ", "4510 123456"),
        (InternationalPassport, "71 1234567", "711234567"),
        (InternationalPassport, "c01x00t47", "C01X00T47"),
        (ArmenianPassport, "ab 1234567", "AB1234567"),
        // А and В from a Cyrillic keyboard.
        (ArmenianPassport, "АВ1234567", "AB1234567"),
        (Other, "ii-ак № 123456", "II АК 123456"),
        (Other, "1234", "1234"),
    ] {
        assert_eq!(number(kind, typed).as_deref(), Ok(taken), "{typed}");
    }
    for (kind, typed, fault) in [
        (RussianPassport, "451012345", Fault::Length { from: 10, to: 10 }),
        (RussianPassport, "45101234567", Fault::Length { from: 10, to: 10 }),
        (RussianPassport, "4510 12345O", Fault::Character { found: 'O' }),
        (InternationalPassport, "12345", Fault::Length { from: 6, to: 9 }),
        (InternationalPassport, "Ж1234567", Fault::Character { found: 'Ж' }),
        (ArmenianPassport, "A12345678", Fault::Shape { letters: 2, figures: 7 }),
        (ArmenianPassport, "AB123456", Fault::Length { from: 9, to: 9 }),
        (Other, "123", Fault::Length { from: 4, to: 20 }),
        (Other, "123456789012345678901", Fault::Length { from: 4, to: 20 }),
        (Other, "1234'; --", Fault::Character { found: '\'' }),
        (Other, "1234\u{202e}", Fault::Character { found: '\u{202e}' }),
        (Other, "１２３４", Fault::Character { found: '１' }),
        (Other, "", Fault::Blank),
        (Other, &"1".repeat(10_000), Fault::TooLong { limit: 40 }),
    ] {
        assert_eq!(number(kind, typed), Err(fault), "{typed:?}");
    }
}

#[test]
fn a_phone_has_a_country_code() {
    for (typed, taken) in [
        ("+7 (912) 345-67-89", "+79123456789"),
        ("+374\u{a0}91 234567", "+37491234567"),
        ("+49.30.1234567", "+49301234567"),
        ("+995 555 12 34 56", "+995555123456"),
    ] {
        assert_eq!(phone(typed).unwrap().as_str(), taken);
    }
    for (typed, fault) in [
        ("8 912 345 67 89", Fault::NoCountryCode),
        ("+0791234567", Fault::NoCountryCode),
        ("+7 912 345 67 8", Fault::Length { from: 11, to: 11 }),
        ("+374 91 23456", Fault::Length { from: 11, to: 11 }),
        ("+49 12345", Fault::Length { from: 8, to: 15 }),
        ("+4912345678901234", Fault::Length { from: 8, to: 15 }),
        ("+7 912 345 67 89 доб. 1", Fault::Character { found: 'д' }),
        ("+7912345678\r\nBcc: x", Fault::Character { found: 'B' }),
        ("+٧٩١٢٣٤٥٦٧٨٩", Fault::Character { found: '٧' }),
        ("", Fault::Blank),
    ] {
        assert_eq!(phone(typed), Err(Wrong { field: Field::Phone, fault }), "{typed}");
    }
}

#[test]
fn an_email_address_is_one_that_mail_can_carry() {
    for (typed, taken) in [
        (" Anna.Petrova+visa@Example.ORG ", "Anna.Petrova+visa@example.org"),
        ("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"),
    ] {
        assert_eq!(email(typed).unwrap().as_str(), taken);
    }
    for typed in [
        "anna",
        "anna@",
        "@example.org",
        "anna@example",
        "a@b@example.org",
        "anna@[127.0.0.1]",
        "a..b@example.org",
        "anna@-example.org",
        "anna@exa!mple.org",
        "=cmd@",
    ] {
        assert_eq!(email(typed), Err(Wrong { field: Field::Email, fault: Fault::NoAddress }), "{typed}");
    }
    for (typed, fault) in [
        ("анна@example.org", Fault::Character { found: 'а' }),
        ("Anna <anna@example.org>", Fault::Character { found: ' ' }),
        ("\"ab\"@example.org", Fault::Character { found: '"' }),
        ("anna@example.org\r\nBcc:b@example.org", Fault::Character { found: ' ' }),
        ("anna\0@example.org", Fault::Character { found: '\0' }),
        ("", Fault::Blank),
        (&format!("{}@example.org", "a".repeat(10_000)), Fault::TooLong { limit: 254 }),
    ] {
        assert_eq!(email(typed), Err(Wrong { field: Field::Email, fault }), "{typed}");
    }
}

#[test]
fn free_text_keeps_quotes_and_lines_and_refuses_what_is_not_seen() {
    let taken = |typed: &str| free_text(Field::Purpose, typed).map(|text| text.as_str().to_owned());
    for (typed, kept) in
        [(" It's \"x\"; <b>\r\n  DROP TABLE  x;\n\n", "It's \"x\"; <b>\nDROP TABLE x;"), ("=cmd 😀", "=cmd 😀")]
    {
        assert_eq!(taken(typed).as_deref(), Ok(kept));
    }
    assert!(taken(&"я".repeat(TEXT_LIMIT)).is_ok());
    for (typed, fault) in [
        (" \n\t ", Fault::Blank),
        ("a\u{301}\u{302}\u{303}\u{304}", Fault::Marks),
        ("a\u{202e}b", Fault::Character { found: '\u{202e}' }),
        ("a\u{1b}b", Fault::Character { found: '\u{1b}' }),
        ("a\0b", Fault::Character { found: '\0' }),
        (&"я".repeat(TEXT_LIMIT + 1), Fault::TooLong { limit: TEXT_LIMIT }),
        (&"я".repeat(10_000), Fault::TooLong { limit: TEXT_LIMIT }),
    ] {
        assert_eq!(taken(typed), Err(Wrong { field: Field::Purpose, fault }), "{typed:?}");
    }
}

#[test]
fn nothing_that_was_typed_is_in_a_debug_text() {
    let entry = support::somebody("4510 123456", support::phone("+79123456789"));
    let said = format!("{entry:?} {:?}", Contact::Email(email("anna@example.org").unwrap()));
    for typed in ["Петросянц", "Аветик", "4510", "9123456789", "anna"] {
        assert!(!said.contains(typed), "{said}");
    }
}

#[test]
fn what_is_taken_of_what_was_typed_is_overwritten_when_it_goes() {
    fn goes<T: ZeroizeOnDrop>(_: &T) {}
    goes(&entered::name(Field::FamilyName, "Петросянц").unwrap());
    goes(&document(DocumentKind::RussianPassport, "4510 123456").unwrap());
    goes(&phone("+79123456789").unwrap());
    goes(&email("anna@example.org").unwrap());
}
