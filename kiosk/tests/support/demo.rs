//! The demo story as views: ticket А012, taken 09:42 on Tuesday, 17 November 2026, in three languages.

mod check_in;

use jiff::civil::{DateTime, Time, date, datetime, time};
use kiosk::view::*;
use queue::floor::Interval;

pub use check_in::*;

pub const NOW: DateTime = datetime(2026, 11, 17, 9, 42, 0, 0);
pub const CAME: Time = time(9, 42, 0, 0);

pub fn say(language: Language, ru: &str, en: &str, hy: &str) -> String {
    match language {
        Language::Russian => ru,
        Language::English => en,
        Language::Armenian => hy,
    }
    .to_owned()
}

pub fn view(language: Language, screen: Screen) -> View {
    View {
        frame: Frame {
            office: say(language, "Отдел по вопросам миграции", "Migration department", "Միգրացիայի հարցերի բաժին"),
            now: Some(NOW),
            languages: Language::ALL.to_vec(),
            language,
            appearance: Appearance::default(),
            listening: None,
        },
        screen,
        warning: None,
    }
}

pub fn range(low_min: u32, high_min: u32) -> Option<WaitRange> {
    Some(WaitRange { low_min, high_min })
}

pub fn open(people: u32, low_min: u32, high_min: u32) -> ServiceState {
    ServiceState::Open { people, wait: range(low_min, high_min) }
}

pub fn service_name(language: Language, letter: char) -> String {
    match letter {
        'A' => say(
            language,
            "Загранпаспорт: подача документов",
            "International passport: application",
            "Արտասահմանյան անձնագիր. փաստաթղթերի հանձնում",
        ),
        'K' => say(
            language,
            "Загранпаспорт: получение",
            "International passport: collection",
            "Արտասահմանյան անձնագիր. ստացում",
        ),
        'M' => say(language, "Вид на жительство", "Residence permit", "Կացության իրավունք"),
        'P' => say(
            language,
            "Регистрация по месту пребывания",
            "Registration of the place of stay",
            "Հաշվառում ժամանման վայրում",
        ),
        'T' => say(language, "Патент на работу", "Work permit", "Աշխատանքի արտոնագիր"),
        'E' => say(language, "Приглашения и визы", "Invitations and visas", "Հրավերներ և վիզաներ"),
        'C' => say(language, "Справки и консультации", "Certificates and advice", "Տեղեկանքներ և խորհրդատվություն"),
        _ => say(language, "Гражданство", "Citizenship", "Քաղաքացիություն"),
    }
}

pub fn services(language: Language) -> Services {
    let row = |letter, state| ServiceRow { letter: Some(letter), name: service_name(language, letter), state };
    Services {
        rows: vec![
            row('A', open(7, 12, 20)),
            row('K', open(3, 4, 8)),
            row('M', open(11, 35, 50)),
            row('P', open(5, 10, 16)),
            row('T', ServiceState::Gone(Moment::Tomorrow(time(8, 30, 0, 0)))),
            row('E', open(2, 5, 10)),
            row('C', open(0, 0, 0)),
            row('X', open(4, 25, 40)),
        ],
        page: 0,
        list: ServiceList::Services,
        booking: None,
    }
}

/// Twenty services, each with the longest name that an office has shown us.
pub fn full_services(language: Language) -> Services {
    let long = say(
        language,
        "Регистрация по месту пребывания иностранных граждан и лиц без гражданства, продление срока",
        "Registration of the place of stay of foreign citizens and stateless persons, extension of the term",
        "Օտարերկրյա քաղաքացիների և քաղաքացիություն չունեցող անձանց հաշվառում ժամանման վայրում, ժամկետի երկարաձգում",
    );
    let letters = ['A', 'B', 'E', 'K', 'M', 'H', 'P', 'C', 'T', 'Y', 'X'];
    let rows = (0..20usize).map(|index| ServiceRow {
        letter: Some(letters[index % letters.len()]),
        name: long.clone(),
        state: if index % 5 == 4 {
            ServiceState::Gone(Moment::On(date(2026, 11, 23), time(8, 30, 0, 0)))
        } else {
            open(121, 135, 240)
        },
    });
    Services { rows: rows.collect(), page: 0, list: ServiceList::Services, booking: None }
}

pub fn groups(language: Language) -> Services {
    let group = |ru, en, hy, state| ServiceRow { letter: None, name: say(language, ru, en, hy), state };
    let gone = ServiceState::Gone(Moment::Tomorrow(time(8, 30, 0, 0)));
    Services {
        rows: vec![
            group("Паспорта", "Passports", "Անձնագրեր", open(10, 4, 20)),
            group(
                "Вид на жительство и гражданство",
                "Residence and citizenship",
                "Կացություն և քաղաքացիություն",
                open(15, 25, 50),
            ),
            group("Работа и визы", "Work and visas", "Աշխատանք և վիզաներ", gone),
            group("Справки", "Certificates", "Տեղեկանքներ", open(0, 0, 0)),
        ],
        page: 0,
        list: ServiceList::Groups,
        booking: None,
    }
}

pub fn service(language: Language) -> ChosenService {
    ChosenService { letter: 'A', name: service_name(language, 'A'), ahead: 7, wait: range(12, 20) }
}

pub fn documents(language: Language) -> Documents {
    let row = |name, detail| DocumentRow { name, detail };
    Documents {
        service: service(language),
        purposes: vec![
            say(language, "Взрослому", "For an adult", "Մեծահասակին"),
            say(language, "Ребёнку до 14 лет", "For a child under 14", "Մինչև 14 տարեկանին"),
        ],
        purpose: 0,
        rows: vec![
            row(
                say(language, "Паспорт", "Passport", "Անձնագիր"),
                say(language, "оригинал, срок не истёк", "the original, still valid", "բնօրինակը, ժամկետը չլրացած"),
            ),
            row(
                say(
                    language,
                    "Прежний загранпаспорт",
                    "Former international passport",
                    "Նախորդ արտասահմանյան անձնագիրը",
                ),
                say(language, "если он есть", "if you have one", "եթե ունեք"),
            ),
            row(
                say(language, "Заявление", "Application form", "Դիմում"),
                say(
                    language,
                    "один лист, подпись поставите у окна",
                    "one sheet, sign it at the window",
                    "մեկ թերթ, կստորագրեք պատուհանի մոտ",
                ),
            ),
            row(
                say(language, "Две фотографии 35 × 45 мм", "Two photographs 35 × 45 mm", "Երկու լուսանկար 35 × 45 մմ"),
                say(language, "матовые, сделаны в этом году", "matt, taken this year", "փայլատ, այս տարի արված"),
            ),
            row(
                say(language, "Квитанция об оплате пошлины", "Receipt for the fee", "Տուրքի վճարման անդորրագիր"),
                say(
                    language,
                    "терминал оплаты справа от входа",
                    "the payment terminal is right of the entrance",
                    "վճարման տերմինալը մուտքից աջ է",
                ),
            ),
        ],
        page: 0,
    }
}

pub fn long_documents(language: Language) -> Documents {
    let mut documents = documents(language);
    documents.service.name = full_services(language).rows[0].name.clone();
    let row = documents.rows[4].clone();
    documents.rows = (0..14)
        .map(|_| DocumentRow { name: format!("{0}: {0}", row.name), detail: format!("{0}, {0}", row.detail) })
        .collect();
    documents
}

pub fn category(language: Language) -> CategoryChoice {
    let row = |chosen, name, detail| CategoryRow { name, detail, chosen };
    CategoryChoice {
        service: service(language),
        rows: vec![
            row(true, say(language, "Общая очередь", "General queue", "Ընդհանուր հերթ"), String::new()),
            row(
                false,
                say(language, "Люди с инвалидностью", "People with disabilities", "Հաշմանդամություն ունեցող անձինք"),
                say(language, "справка или удостоверение", "certificate or card", "տեղեկանք կամ վկայական"),
            ),
            row(
                false,
                say(language, "Ветераны", "Veterans", "Վետերաններ"),
                say(language, "удостоверение", "veteran’s card", "վկայական"),
            ),
            row(
                false,
                say(
                    language,
                    "Беременные и с детьми до 3 лет",
                    "Pregnant, or with an infant",
                    "Հղիներ և մինչև 3 տարեկան երեխայով",
                ),
                say(
                    language,
                    "справка или свидетельство о рождении",
                    "certificate or birth certificate",
                    "տեղեկանք կամ ծննդյան վկայական",
                ),
            ),
        ],
        page: 0,
        more_time: false,
    }
}

pub fn issued(language: Language) -> Issued {
    Issued {
        number: "A012".into(),
        service: service_name(language, 'A'),
        category: None,
        more_time: false,
        hall: say(language, "Зал 1", "Hall 1", "Սրահ 1"),
        ahead: 7,
        wait: range(12, 20),
        until: Some(time(10, 2, 0, 0)),
        paper: Paper::Printed,
        url: None,
        arrow_moves: false,
        countdown: Some(Countdown { left_s: 18, total_s: 20 }),
        can_extend: true,
    }
}

pub fn no_paper(language: Language) -> Issued {
    Issued {
        paper: Paper::NoPaper,
        url: Some("https://queue.example/t/7KQ2M9XA".into()),
        countdown: Some(Countdown { left_s: 60, total_s: 60 }),
        ..issued(language)
    }
}

pub fn notice(kind: NoticeKind) -> Notice {
    let hours = |hour, minute, to| Interval { from: time(hour, minute, 0, 0), to: time(to, 0, 0, 0) };
    let (next, hours) = match &kind {
        NoticeKind::BeforeHours => (Moment::Today(time(8, 30, 0, 0)), vec![hours(8, 30, 13), hours(14, 0, 17)]),
        NoticeKind::ClosedDay => (Moment::On(date(2026, 11, 23), time(8, 30, 0, 0)), vec![]),
        NoticeKind::AfterHours | NoticeKind::LimitReached | NoticeKind::ServiceGone => {
            (Moment::Tomorrow(time(8, 30, 0, 0)), vec![])
        }
        NoticeKind::Paused
        | NoticeKind::NoServer
        | NoticeKind::WrongVersion { .. }
        | NoticeKind::DeviceRefused { .. }
        | NoticeKind::NotCarriedOut
        | NoticeKind::OutOfOrder
        | NoticeKind::Refused => (Moment::Unknown, vec![]),
    };
    let can_choose = matches!(
        kind,
        NoticeKind::NotCarriedOut | NoticeKind::OutOfOrder | NoticeKind::ServiceGone | NoticeKind::Refused
    );
    Notice { kind, next, hours, service: None, can_choose, booking: None }
}

/// A server that will not talk with the kiosk, or the kiosk not with it.
pub fn refused(why: Refusal) -> Notice {
    notice(NoticeKind::DeviceRefused { device: "kiosk-1".into(), why })
}

pub fn menu() -> TechnicianMenu {
    TechnicianMenu {
        printer: Supply::Good,
        printer_fault: None,
        paper: Supply::Low,
        scanner: Supply::Absent,
        line: Supply::Good,
        line_cause: None,
        print_trial: Trial::None,
        scan_trial: None,
        program_version: "0.1.0".into(),
        protocol_version: "1".into(),
        device: "kiosk-1".into(),
        own_language: Language::Russian,
        full_screen: true,
    }
}
