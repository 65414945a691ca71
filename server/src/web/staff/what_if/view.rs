//! All that the page says, in the reader's language.

use jiff::civil::Date;
use queue::Floor;
use queue::day::lengths::Length;
use queue::day::times::{Times, count};
use queue::floor::Policy;
use queue::ids::WindowId;
use queue::what_if::LIMIT_MOST_MIN;

use super::amiss::{self, Amiss};
use super::asked::{Asked, Field, LIMIT, NORM, RATIOS, policy_name};
use super::played::{Played, Side};
use super::said;
use super::words::Words;
use crate::day_report::chart;
use crate::day_report::headline::{Change, Headline, Sense};
use crate::day_report::names::Names;
use crate::permits::StaffPage;
use crate::web::staff::frame;
use crate::web::staff::visit::Visit;
use crate::web::words::filled;

/// Pixels of the picture on a desk and on a phone, and each how many-th length is written below.
const WIDE: (i32, usize) = (848, 1);
const NARROW: (i32, usize) = (358, 3);

pub struct View {
    pub date: Date,
    pub day: String,
    pub earlier: Option<String>,
    pub later: Option<String>,
    /// Until when the figures of a day go that is not over.
    pub as_of: Option<String>,
    /// The policy that was in force.
    pub as_now: String,
    pub policies: Vec<Choice>,
    pub limits: Vec<Limit>,
    pub norms: Vec<Limit>,
    pub limit_most_min: u16,
    pub more: Vec<Choice>,
    pub more_from: String,
    pub less: Vec<Choice>,
    pub less_from: String,
    /// Why it was not played as asked.
    pub refused: Vec<Amiss>,
    /// What the fields beside the limits say of it.
    pub marks: Marks,
    pub finding: String,
    /// How far the replay can be trusted.
    pub trust: String,
    pub trusted: bool,
    pub unkept: Option<String>,
    pub headlines: Vec<Headline>,
    /// Nothing without a change, or where nobody waited.
    pub beside: Option<Beside>,
}

/// Something to choose.
pub struct Choice {
    pub key: String,
    pub name: String,
    pub chosen: bool,
}

/// The attributes of fields, by which they say what is amiss.
pub struct Marks {
    pub policy: String,
    pub more: String,
    pub more_from: String,
    pub less: String,
    pub less_from: String,
}

/// The limit of a category or a service.
pub struct Limit {
    pub field: String,
    pub name: String,
    /// What was in force.
    pub was: String,
    pub asked: String,
    /// Its attributes.
    pub marks: String,
}

/// Both days beside each other.
pub struct Beside {
    pub wide: String,
    pub narrow: String,
    pub lengths: Vec<(String, u32, u32)>,
    /// By service and by category, each under its head.
    pub tables: [(String, Vec<Row>); 2],
}

/// A line of waits.
pub struct Row {
    pub name: String,
    pub cells: [Pair; 4],
    pub total: bool,
}

/// A figure as it was and as it would have been.
pub struct Pair {
    pub was: String,
    pub would: String,
    pub sense: Sense,
}

impl View {
    pub fn of(played: &Played, visit: &Visit, asked: &Asked, w: &Words) -> Self {
        let floor = played.record.floor();
        let names = Names::of(floor, &visit.language);
        let here = |date: Date| format!("{}?date={date}", frame::address(StaffPage::WhatIf));
        let (same, all) = played.same;
        let trusted = same == all;
        let trust = if trusted {
            w.calls_same.of(count(all))
        } else {
            filled(&w.calls_differ, &[&same.to_string(), &all.to_string()])
        };
        let refused = amiss::all(w, &names, asked, played);
        // Where nobody was called either time there is nothing to hold side by side.
        let waited = played.would.as_ref().filter(|would| played.was.all.waits.count + would.all.waits.count > 0);
        let hour = |time: Option<jiff::civil::Time>| time.map_or(String::new(), |at| at.strftime("%H:%M").to_string());
        Self {
            date: played.record.date(),
            day: names.words.long_date(played.record.date()),
            earlier: played.earlier.map(here),
            later: played.later.map(here),
            as_of: played.as_of(names.words, visit.now).map(|as_of| as_of.note),
            as_now: filled(&w.as_now, &[&said::policy(w, floor.rules.policy)]),
            policies: policies(w, asked),
            limit_most_min: LIMIT_MOST_MIN,
            limits: limits(w, floor, &names, asked, &refused),
            norms: norms(w, floor, &names, asked, &refused),
            more: windows(floor, &names, &w.like, asked.more.as_ref().map(|(like, _)| like), |_| true),
            more_from: asked.more.as_ref().map_or("10:00".to_owned(), |(_, from)| hour(*from)),
            less: windows(floor, &names, &w.window, asked.less.as_ref().map(|(window, _)| window), |window| {
                played.record.opened().contains(window)
            }),
            less_from: hour(asked.less.as_ref().and_then(|(_, from)| *from)),
            marks: marks(&refused),
            refused,
            finding: said::finding(w, &names, asked, played),
            trust,
            trusted,
            unkept: (played.unkept > 0).then(|| w.unkept.of(played.unkept)),
            headlines: headlines(w, &names, played),
            beside: waited.map(|would| beside(w, &names, &played.was, would)),
        }
    }

    /// Whether the limit of one of the services is to be another.
    pub fn norms_asked(&self) -> bool {
        self.norms.iter().any(|norm| !norm.asked.is_empty())
    }
}

fn marks(refused: &[Amiss]) -> Marks {
    let of = |field: Field| amiss::attributes(refused, &field, "");
    Marks {
        policy: amiss::attributes(refused, &Field::Turn, "policy-was"),
        more: of(Field::More),
        more_from: of(Field::MoreFrom),
        less: of(Field::Less),
        less_from: of(Field::LessFrom),
    }
}

fn policies(w: &Words, asked: &Asked) -> Vec<Choice> {
    let ratios = RATIOS.map(|general| Policy::Ratio { general });
    let mut all: Vec<Policy> = [Policy::FirstCome, Policy::Credit].into_iter().chain(ratios).collect();
    all.extend(asked.policy.filter(|policy| !all.contains(policy)));
    let choice = |policy: Policy| Choice {
        key: policy_name(policy),
        name: said::policy(w, policy),
        chosen: asked.policy == Some(policy),
    };
    all.into_iter().map(choice).collect()
}

fn limits(w: &Words, floor: &Floor, names: &Names<'_>, asked: &Asked, refused: &[Amiss]) -> Vec<Limit> {
    let or =
        |limit_min: Option<u16>, other: &str| limit_min.map_or(other.to_owned(), |limit_min| limit_min.to_string());
    let limit = |category: &queue::floor::Category| {
        let (field, name) = (Field::Limit(category.id.clone()), format!("{LIMIT}{}", category.id));
        Limit {
            marks: amiss::attributes(refused, &field, &format!("{name}-was")),
            field: name,
            name: names.category(&category.id),
            was: filled(&w.as_now, &[&or(category.wait_limit_min, &w.of_service)]),
            asked: or(asked.limits_min.get(&category.id).copied(), asked.unread_in(&field)),
        }
    };
    floor.categories.iter().map(limit).collect()
}

fn norms(w: &Words, floor: &Floor, names: &Names<'_>, asked: &Asked, refused: &[Amiss]) -> Vec<Limit> {
    let norm = |service: &queue::floor::Service| {
        let (field, name) = (Field::Norm(service.id.clone()), format!("{NORM}{}", service.id));
        let typed = || asked.unread_in(&field).to_owned();
        Limit {
            marks: amiss::attributes(refused, &field, &format!("{name}-was")),
            field: name,
            name: names.short(&service.id),
            was: filled(&w.as_now, &[&service.wait_norm_min.to_string()]),
            asked: asked.norms_min.get(&service.id).map_or_else(typed, u16::to_string),
        }
    };
    floor.services.iter().map(norm).collect()
}

fn windows(
    floor: &Floor,
    names: &Names<'_>,
    wording: &str,
    chosen: Option<&WindowId>,
    offered: impl Fn(&WindowId) -> bool,
) -> Vec<Choice> {
    let choice = |id: &WindowId| Choice {
        key: id.to_string(),
        name: filled(wording, &[&names.window(id)]),
        chosen: chosen == Some(id),
    };
    floor.windows.iter().map(|window| &window.id).filter(|id| offered(id)).map(choice).collect()
}

fn headlines(w: &Words, names: &Names<'_>, played: &Played) -> Vec<Headline> {
    let d = names.words;
    let minutes = |seconds: fn(&Times) -> u32| {
        move |side: &Side| (side.all.waits.count > 0).then(|| seconds(&side.all.waits) / 60)
    };
    let of = |name: &str, unit: &str, change: &str, more_is: Sense, figure: &dyn Fn(&Side) -> Option<u32>| {
        let (was, would) = (figure(&played.was), played.would.as_ref().and_then(figure));
        let shown = if played.would.is_some() { would } else { was };
        Headline {
            name: name.to_owned(),
            value: shown.map_or_else(|| "–".to_owned(), |shown| shown.to_string()),
            unit: if shown.is_some() { unit.to_owned() } else { String::new() },
            beside: would.zip(was).map(|(would, was)| changed(&d.was, change, more_is, would, was)),
        }
    };
    let gone = |side: &Side| Some(side.all.visitors.left + side.all.visitors.left_at_end);
    vec![
        of(&w.received, "", "{}", Sense::Better, &|side| Some(side.received)),
        of(&d.waited_figure, &d.minutes, &d.min, Sense::Worse, &minutes(|waits| waits.median_s)),
        of(&w.nine_of_ten, &d.minutes, &d.min, Sense::Worse, &minutes(|waits| waits.nine_of_ten_s)),
        of(&d.within_figure, "%", &d.points, Sense::Better, &|side| side.all.waits.within_percent()),
        of(&d.gone_figure, "", "{}", Sense::Worse, &gone),
    ]
}

fn changed(wording: &str, unit: &str, more_is: Sense, would: u32, was: u32) -> Change {
    let sign = match would.cmp(&was) {
        std::cmp::Ordering::Less => "−",
        std::cmp::Ordering::Equal => "±",
        std::cmp::Ordering::Greater => "+",
    };
    let by = filled(unit, &[&format!("{sign}{}", would.abs_diff(was))]);
    Change { words: filled(wording, &[&by, &was.to_string()]), sense: sense(more_is, would, was) }
}

fn sense(more_is: Sense, would: u32, was: u32) -> Sense {
    let less_is = match more_is {
        Sense::Better => Sense::Worse,
        Sense::Worse => Sense::Better,
        Sense::Plain => Sense::Plain,
    };
    match would.cmp(&was) {
        std::cmp::Ordering::Less => less_is,
        std::cmp::Ordering::Equal => Sense::Plain,
        std::cmp::Ordering::Greater => more_is,
    }
}

fn beside(w: &Words, names: &Names<'_>, was: &Side, would: &Side) -> Beside {
    let picture = |class: &str, (width_px, each): (i32, usize)| {
        chart::beside(&was.lengths, &would.lengths, width_px, each).svg(class, &w.chart)
    };
    let all = |length: &Length| length.within + length.over;
    let lengths = was.lengths.iter().zip(&would.lengths);
    let together = || row(w.whole.clone(), &was.all.waits, &would.all.waits, true);
    let services = was.services.iter().zip(&would.services);
    let services = services.filter(|((_, was), (_, would))| was.count + would.count > 0);
    let categories = was.categories.iter().zip(&would.categories);
    let categories = categories.filter(|((_, was), (_, would))| was.count + would.count > 0);
    let services =
        services.map(|((id, was), (_, would))| row(names.short(id), was, would, false)).chain([together()]).collect();
    let categories = categories.map(|((id, was), (_, would))| row(names.category(id), was, would, false)).collect();
    Beside {
        wide: picture("wide", WIDE),
        narrow: picture("narrow", NARROW),
        lengths: lengths.map(|(was, would)| (was.from_min.to_string(), all(was), all(would))).collect(),
        tables: [(names.words.service_head.clone(), services), (w.category.clone(), categories)],
    }
}

fn row(name: String, was: &Times, would: &Times, total: bool) -> Row {
    let minutes = |seconds: fn(&Times) -> u32| {
        let of = |times: &Times| (times.count > 0).then(|| seconds(times) / 60);
        pair(of(was), of(would), Sense::Worse, "")
    };
    let within = pair(was.within_percent(), would.within_percent(), Sense::Better, " %");
    let cells = [
        minutes(|times| times.median_s),
        minutes(|times| times.nine_of_ten_s),
        minutes(|times| times.longest_s),
        within,
    ];
    Row { name, cells, total }
}

fn pair(was: Option<u32>, would: Option<u32>, more_is: Sense, unit: &str) -> Pair {
    let shown = |figure: Option<u32>| figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure}{unit}"));
    let sense = would.zip(was).map_or(Sense::Plain, |(would, was)| sense(more_is, would, was));
    Pair { was: shown(was), would: shown(would), sense }
}
