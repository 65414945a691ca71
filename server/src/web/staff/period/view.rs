//! All that the page of a period says, in the reader's language.

use askama::Template;
use jiff::civil::Date;
use queue::day::figures::{ChosenCall, OfDay};
use queue::day::times::count;

use super::Loaded;
use super::heat::Heat;
use crate::day_report::chart::{self, Step};
use crate::day_report::headline::{Headline, headlines};
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::ratings::{Mark, Told};
use crate::web::staff::dates::date;
use crate::web::staff::day::clerks::Clerks;
use crate::web::staff::day::services::Services;
use crate::web::staff::day::view::{Shown, minutes, percent};
use crate::web::staff::part::{self, Part};
use crate::web::staff::visit::Visit;
use crate::web::staff::{frame, period, ticket};
use crate::web::words::filled;

/// So many of the last calls out of turn are told one by one.
const CHOSEN: usize = 50;
/// Pixels of the longest bar of a mark.
const BAR: u32 = 96;
/// Pixels of the pictures of who came, on a desk and on a phone, and how many dates are written below.
const WIDE: (i32, usize) = (1312, 16);
const NARROW: (i32, usize) = (358, 5);

/// The page.
pub struct View {
    pub ends: (Date, Date),
    pub against: (Date, Date),
    pub part: Part,
    pub notes: Vec<String>,
    pub files: [(&'static str, String); 2],
    pub headlines: [Headline; 5],
    pub step: &'static str,
    pub booked: String,
    pub walk_in: String,
    pub pictures: Option<[String; 2]>,
    /// Said in their place.
    pub nobody: &'static str,
    pub days: Vec<Day>,
    pub heat: Heat,
    pub services: Services,
    pub clerks: Clerks,
    pub out_of_turn: String,
    pub chosen: Vec<Chosen>,
    pub ratings: Ratings,
    /// Whether there were more calls out of turn than are told.
    pub more_chosen: bool,
    tables: Vec<Table>,
    none: &'static str,
}

/// A day, which leads to its own page.
pub struct Day {
    pub date: String,
    pub href: String,
    pub weekday: &'static str,
    pub came: u32,
    pub booked: u32,
    pub wait_median: String,
    pub wait_90: String,
    pub wait_longest: String,
    pub within_limit: String,
    pub no_shows: u32,
    pub gone: u32,
}

/// A call out of turn.
pub struct Chosen {
    pub day: Date,
    pub date: String,
    pub number: String,
    pub href: String,
    pub reason: String,
    pub by: String,
}

/// How visitors rated their visits.
pub struct Ratings {
    /// How many, and their mean.
    pub heading: String,
    /// From the best mark on: mark, how many gave it, pixels of its bar.
    pub marks: Vec<(u8, u32, u32)>,
    /// Marks and words, without any name.
    pub words: Vec<(u8, String)>,
}

impl View {
    /// Of a period.
    pub fn of(loaded: &Loaded, visit: &Visit) -> Self {
        let names = Names::of(&visit.floor, &visit.language);
        let (words, asked, figures) = (names.words, &loaded.asked, &loaded.figures);
        let [_, against] = asked.titles(words);
        let out_of_turn: Vec<&ChosenCall> = figures.out_of_turn().collect();
        let many = count(out_of_turn.len());
        let visitors = &figures.visitors;
        let as_of = loaded.as_of(visit).map(|as_of| as_of.note);
        let picture = |size, class| chart::days(words, &figures.by_day, size).svg(class, &words.days_chart);
        Self {
            ends: asked.ends,
            against: asked.against,
            part: Part::of(&visit.floor, &names, &asked.filter),
            notes: std::iter::once(loaded.note(words, &against)).chain(as_of).collect(),
            files: [("Excel", period::XLSX), ("CSV", period::CSV)].map(|(name, path)| (name, asked.address(path))),
            headlines: headlines(words, figures, Some(&loaded.before)),
            step: match Step::of(&figures.by_day) {
                Step::Day => &words.step_day,
                Step::Week => &words.step_week,
                Step::Month => &words.step_month,
            },
            booked: filled(&words.booked_n, &[&(visitors.all - visitors.walk_in).to_string()]),
            walk_in: filled(&words.walk_in_n, &[&visitors.walk_in.to_string()]),
            pictures: (!figures.by_day.is_empty()).then(|| [picture(WIDE, "wide"), picture(NARROW, "narrow")]),
            nobody: words.nobody_of(&asked.filter),
            days: figures.by_day.iter().map(|day| loaded.day(&names, day)).collect(),
            heat: Heat::of(words, figures),
            services: Services::of(&names, figures),
            clerks: Clerks::of(&names, figures, None),
            out_of_turn: words.called_out_of_turn(many, &asked.filter),
            chosen: out_of_turn.iter().rev().take(CHOSEN).map(|call| chosen(&names, call)).collect(),
            ratings: ratings(names.words, loaded.ratings.as_ref()),
            more_chosen: out_of_turn.len() > CHOSEN,
            tables: loaded.tables(&names),
            none: &words.none,
        }
    }

    /// A table of the report as it stands.
    pub fn table(&self, key: &str) -> String {
        let table = self.tables.iter().find(|table| table.key == key);
        // A template of texts always renders.
        table.map_or(String::new(), |table| Shown { table, none: self.none }.render().unwrap_or_default())
    }
}

impl Loaded {
    /// On how many days somebody of the chosen part came, and on how many of those that they are held against.
    fn note(&self, words: &Words, against: &str) -> String {
        let (many, not_compared) = if self.asked.filter.is_part() {
            (&words.days_of_part, &words.days_of_part_not_compared)
        } else {
            (&words.days, &words.days_not_compared)
        };
        let days = many.of(self.figures.days);
        match self.before.days {
            0 => filled(not_compared, &[&days, against]),
            others => filled(&words.days_against, &[&days, against, &many.of(others)]),
        }
    }

    /// The same part of one of its days leads on.
    fn day(&self, names: &Names<'_>, day: &OfDay) -> Day {
        let waits = &day.waits;
        let wait = |seconds: u32| if waits.count > 0 { minutes(seconds) } else { "–".to_owned() };
        let (path, part) = (frame::address(StaffPage::Day), part::address(&self.asked.filter));
        Day {
            date: date(day.date),
            href: format!("{path}?date={}{part}", day.date),
            weekday: names.words.weekday(day.date),
            came: day.visitors,
            booked: day.visitors - day.walk_in,
            wait_median: wait(waits.median_s),
            wait_90: wait(waits.nine_of_ten_s),
            wait_longest: wait(waits.longest_s),
            within_limit: percent(waits.within_percent()),
            no_shows: day.no_shows,
            gone: day.gone,
        }
    }
}

fn ratings(words: &Words, told: Option<&Told>) -> Ratings {
    let Some(told) = told else {
        return Ratings { heading: words.ratings_unread.clone(), marks: Vec::new(), words: Vec::new() };
    };
    let Some(mean) = told.mean_tenths() else {
        return Ratings { heading: words.nobody_rated.clone(), marks: Vec::new(), words: Vec::new() };
    };
    let most = told.marks.iter().copied().max().unwrap_or(1).max(1);
    let mark = |(mark, many): (Mark, u32)| (mark.number(), many, many * BAR / most);
    let mean = words.tenths(mean.into());
    Ratings {
        heading: filled(&words.rated, &[&mean, &words.ratings.of(told.count())]),
        marks: Mark::ALL.into_iter().zip(told.marks).map(mark).collect(),
        words: told.words.iter().map(|rating| (rating.mark.number(), rating.word.clone())).collect(),
    }
}

fn chosen(names: &Names<'_>, call: &ChosenCall) -> Chosen {
    Chosen {
        day: call.date,
        date: date(call.date),
        number: call.number.to_string(),
        href: ticket::address(call.date, call.number),
        reason: names.choice(&call.reason),
        by: filled(&names.words.clerk_at_window, &[&names.clerk(&call.clerk), &names.window(&call.window)]),
    }
}
