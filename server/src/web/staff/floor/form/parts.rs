//! What can be changed in a form, and by which fields. The keys are those of the configuration file.

use queue::what_if::LIMIT_MOST_MIN;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Office,
    Languages,
    Service,
    /// What a visitor comes for with a service, and the documents that it needs.
    Purpose,
    Window,
    Category,
    Clerk,
    Hall,
    Group,
    Hours,
    Holidays,
    Notices,
    Rules,
    Booking,
    /// The reasons for a refusal; the next three are the other lists.
    Refuse,
    Park,
    Pause,
    OutOfTurn,
    Coupon,
    /// A picture of the hall display.
    Picture,
    Device,
}

/// A field of a form. A dot in its key leads into a table of the file.
pub struct Spec {
    pub key: &'static str,
    pub kind: Kind,
}

/// What is typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A wording in each language.
    Text { needed: bool },
    /// One word or name.
    Word { needed: bool },
    /// A whole number.
    Number { least: u16, most: u16, needed: bool },
    /// Yes or no; what counts where the file has nothing.
    Yes { missing: bool },
    /// A local time.
    Time,
    /// One of these.
    One(Choices),
    /// Any of these.
    Some(Choices),
    /// Hours of each weekday; where they are not needed, none at all means that they follow others.
    Week { needed: bool },
    /// Dates, each on a line.
    Dates,
    /// Wordings, each in each language.
    Texts,
    /// Documents with their notes.
    Documents,
    /// Reasons with their keys.
    Reasons,
    /// A picture's file, which is seen and stays.
    File,
}

/// What there is to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    Halls,
    /// Or none.
    Groups,
    Services,
    Windows,
    Roles,
    Policies,
    Places,
    /// Those of the office.
    Languages,
    /// Those that these pages know by name and the office has not; or none.
    OtherLanguages,
    /// The reasons for a refusal; or none.
    Refusals,
    /// The reasons for a call out of turn.
    OutOfTurn,
    /// A hall, or every one.
    EveryHall,
    DeviceRoles,
    /// Or none.
    Kiosks,
}

const fn spec(key: &'static str, kind: Kind) -> Spec {
    Spec { key, kind }
}

const fn number(key: &'static str, least: u16, most: u16) -> Spec {
    spec(key, Kind::Number { least, most, needed: true })
}

const fn maybe(key: &'static str, least: u16, most: u16) -> Spec {
    spec(key, Kind::Number { least, most, needed: false })
}

const NAME: Spec = spec("name", Kind::Text { needed: true });

const OFFICE: &[Spec] = &[
    NAME,
    spec("public_url", Kind::Word { needed: false }),
    spec("time_zone", Kind::Word { needed: true }),
    spec("day_turns_at", Kind::Time),
];
const LANGUAGES: &[Spec] = &[
    spec("languages", Kind::Some(Choices::Languages)),
    spec("first_language", Kind::One(Choices::Languages)),
    spec("new_language", Kind::One(Choices::OtherLanguages)),
];
const SERVICE: &[Spec] = &[
    NAME,
    spec("short", Kind::Text { needed: false }),
    spec("letter", Kind::Word { needed: true }),
    number("daily_limit", 1, 999),
    number("service_norm_min", 1, 240),
    number("wait_norm_min", 1, 600),
    spec("hours", Kind::Week { needed: true }),
    maybe("slots.places", 1, 99),
    spec("slots.hours", Kind::Week { needed: false }),
    spec("at_kiosk", Kind::Yes { missing: true }),
    spec("received_at", Kind::Some(Choices::Windows)),
    spec("then", Kind::Some(Choices::Services)),
    spec("hall", Kind::One(Choices::Halls)),
    spec("group", Kind::One(Choices::Groups)),
];
const PURPOSE: &[Spec] = &[NAME, spec("documents", Kind::Documents)];
const WINDOW: &[Spec] = &[
    number("number", 1, 99),
    spec("services", Kind::Some(Choices::Services)),
    spec("whereabouts", Kind::Text { needed: false }),
    spec("hall", Kind::One(Choices::Halls)),
];
const CATEGORY: &[Spec] = &[
    NAME,
    spec("mark", Kind::Text { needed: true }),
    spec("note", Kind::Text { needed: false }),
    spec("preferential", Kind::Yes { missing: false }),
    maybe("wait_limit_min", 1, LIMIT_MOST_MIN),
];
const CLERK: &[Spec] = &[spec("name", Kind::Word { needed: true }), spec("roles", Kind::Some(Choices::Roles))];
const NAMED: &[Spec] = &[NAME];
const HOURS: &[Spec] = &[spec("hours", Kind::Week { needed: true }), spec("hours_for", Kind::Some(Choices::Services))];
const HOLIDAYS: &[Spec] = &[spec("holidays", Kind::Dates)];
const NOTICES: &[Spec] = &[spec("notices", Kind::Texts)];
const RULES: &[Spec] = &[
    spec("policy", Kind::One(Choices::Policies)),
    maybe("ratio_general", 1, 20),
    spec("call_finishes", Kind::Yes { missing: true }),
    number("no_show_calls", 1, 10),
    number("no_show_after_s", 0, 3600),
    number("more_time_s", 0, 3600),
    maybe("no_show_alone_s", 30, 3600),
    number("come_back_min", 0, 720),
    spec("place_transferred", Kind::One(Choices::Places)),
    spec("place_next_service", Kind::One(Choices::Places)),
    spec("place_came_back", Kind::One(Choices::Places)),
    number("undo_s", 0, 60),
];
const BOOKING: &[Spec] = &[
    number("booking.slot_min", 5, 240),
    number("booking.days_ahead", 1, 180),
    number("booking.a_day", 1, 10),
    number("booking.a_claimed", 0, 50),
    number("booking.a_contact", 1, 50),
    number("booking.a_known", 1, 50),
    number("booking.late_min", 0, 120),
    number("booking.early_min", 0, 240),
    spec("booking.early_calls", Kind::Yes { missing: true }),
    number("booking.wait_limit_min", 1, 120),
    number("booking.first_after_min", 0, 120),
    number("booking.change_until_h", 0, 336),
    number("booking.changes", 0, 50),
    number("booking.missed", 0, 20),
    number("booking.missed_days", 1, 365),
    spec("booking.remind_at", Kind::Time),
    number("booking.hold_min", 2, 60),
    number("booking.holds", 10, 5000),
    number("booking.holds_a_source", 1, 100),
    number("booking.a_source", 1, 10_000),
];
const REFUSE: &[Spec] = &[spec("refuse", Kind::Reasons), spec("mismatch", Kind::One(Choices::Refusals))];
const PARK: &[Spec] = &[spec("park", Kind::Reasons)];
const PAUSE: &[Spec] = &[spec("pause", Kind::Reasons)];
const OUT_OF_TURN: &[Spec] = &[spec("out_of_turn", Kind::Reasons), spec("told", Kind::Some(Choices::OutOfTurn))];
const COUPON: &[Spec] = &[
    spec("coupon.ahead", Kind::Yes { missing: true }),
    spec("coupon.wait", Kind::Yes { missing: true }),
    spec("coupon.code", Kind::Yes { missing: true }),
    spec("coupon.note", Kind::Text { needed: false }),
    spec("coupon.thanks", Kind::Text { needed: false }),
];
const DEVICE: &[Spec] = &[spec("role", Kind::One(Choices::DeviceRoles)), spec("prints_at", Kind::One(Choices::Kiosks))];

const PICTURE: &[Spec] = &[
    spec("file", Kind::File),
    spec("says", Kind::Text { needed: true }),
    spec("hall", Kind::One(Choices::EveryHall)),
    number("shown_s", 5, 120),
];

impl Part {
    /// Each once.
    pub const ALL: [Self; 21] = [
        Self::Office,
        Self::Languages,
        Self::Service,
        Self::Purpose,
        Self::Window,
        Self::Category,
        Self::Clerk,
        Self::Hall,
        Self::Group,
        Self::Hours,
        Self::Holidays,
        Self::Notices,
        Self::Rules,
        Self::Booking,
        Self::Refuse,
        Self::Park,
        Self::Pause,
        Self::OutOfTurn,
        Self::Coupon,
        Self::Picture,
        Self::Device,
    ];

    /// Its word in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Languages => "languages",
            Self::Service => "service",
            Self::Purpose => "purpose",
            Self::Window => "window",
            Self::Category => "category",
            Self::Clerk => "clerk",
            Self::Hall => "hall",
            Self::Group => "group",
            Self::Hours => "hours",
            Self::Holidays => "holidays",
            Self::Notices => "notices",
            Self::Rules => "rules",
            Self::Booking => "booking",
            Self::Refuse => "refuse",
            Self::Park => "park",
            Self::Pause => "pause",
            Self::OutOfTurn => "out_of_turn",
            Self::Coupon => "coupon",
            Self::Picture => "picture",
            Self::Device => "device",
        }
    }

    /// The part of this word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// The list of the file that it is an entry of, known there by its key.
    pub fn list(self) -> Option<&'static str> {
        match self {
            Self::Service
            | Self::Window
            | Self::Category
            | Self::Clerk
            | Self::Hall
            | Self::Group
            | Self::Picture
            | Self::Device => Some(self.key()),
            Self::Office
            | Self::Languages
            | Self::Purpose
            | Self::Hours
            | Self::Holidays
            | Self::Notices
            | Self::Rules
            | Self::Booking
            | Self::Refuse
            | Self::Park
            | Self::Pause
            | Self::OutOfTurn
            | Self::Coupon => None,
        }
    }

    /// Whether there are many of it, so that one can be added or removed.
    pub fn is_one_of_many(self) -> bool {
        self.list().is_some() || self == Self::Purpose
    }

    /// The table of the file in which its fields stand, if it is no entry of a list; the root where none is named.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::Office | Self::Languages | Self::Holidays | Self::Notices => Some("office"),
            Self::Rules | Self::Booking => Some("rules"),
            Self::Refuse | Self::Park | Self::Pause | Self::OutOfTurn => Some("reasons"),
            Self::Service
            | Self::Purpose
            | Self::Window
            | Self::Category
            | Self::Clerk
            | Self::Hall
            | Self::Group
            | Self::Hours
            | Self::Coupon
            | Self::Picture
            | Self::Device => None,
        }
    }

    /// Its fields.
    pub fn specs(self) -> &'static [Spec] {
        match self {
            Self::Office => OFFICE,
            Self::Languages => LANGUAGES,
            Self::Service => SERVICE,
            Self::Purpose => PURPOSE,
            Self::Window => WINDOW,
            Self::Category => CATEGORY,
            Self::Clerk => CLERK,
            Self::Hall | Self::Group => NAMED,
            Self::Hours => HOURS,
            Self::Holidays => HOLIDAYS,
            Self::Notices => NOTICES,
            Self::Rules => RULES,
            Self::Booking => BOOKING,
            Self::Refuse => REFUSE,
            Self::Park => PARK,
            Self::Pause => PAUSE,
            Self::OutOfTurn => OUT_OF_TURN,
            Self::Coupon => COUPON,
            Self::Picture => PICTURE,
            Self::Device => DEVICE,
        }
    }
}

#[cfg(test)]
mod tests {
    use toml::{Table, Value};

    use super::*;
    use crate::config::{demo_with_a_picture, export, parse};
    use crate::web::staff::floor::form::target::{Target, place_at};

    /// Whether the check says of a number in a field of a part that it does not fit.
    fn is_out_of_range(floor: &Table, part: Part, key: &str, number: i64) -> bool {
        let mut floor = floor.clone();
        let id = part.list().and_then(|list| floor[list][0]["id"].as_str()).unwrap_or_default().to_owned();
        let target = Target { part, of: "", id: &id };
        place_at(target.table_mut(&mut floor).unwrap(), key, Some(Value::Integer(number)));
        let problems = parse(&toml::to_string(&floor).unwrap()).err().unwrap_or_default();
        problems.iter().any(|one| one.field.ends_with(&format!(".{key}")) && one.problem == "does not fit")
    }

    #[test]
    fn the_range_of_each_number_is_that_of_the_check() {
        let floor = demo_with_a_picture();
        let floor: Table = export::toml(&floor).parse().unwrap();
        let mut tried = 0;
        for part in Part::ALL {
            for Spec { key, kind } in part.specs() {
                let Kind::Number { least, most, .. } = *kind else { continue };
                let out = |number| is_out_of_range(&floor, part, key, number);
                assert!(out(i64::from(least) - 1) && out(i64::from(most) + 1), "{part:?} {key}");
                assert!(!out(i64::from(least)) && !out(i64::from(most)), "{part:?} {key}");
                tried += 1;
            }
        }
        assert!(tried > 25, "{tried}");
    }
}
