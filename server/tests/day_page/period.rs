//! The page of a period and its files against the journal: the later of the random days, held against the earlier ones.

use queue::day::figures::Filter;

use super::browser::Browser;
use super::counted::Cell;
use super::counted::parts::told;
use super::counted::period::{Joined, Period};
use super::office::Office;
use super::support::flow::lines::Record;
use super::{filters, part, shown};

pub async fn holds(browser: &mut Browser, office: &Office, mut records: Vec<Record>) {
    let later = records.split_off(records.len() / 2);
    let dates = |records: &[Record]| Some((records.first()?.date, records.last()?.date));
    let (from, to) = dates(&later).unwrap();
    // Where there is no earlier day, it is held against one that was none.
    let (against_from, against_to) = dates(&records).unwrap_or_else(|| {
        let none = from.yesterday().unwrap();
        (none, none)
    });
    let filters = filters(&later[0]);
    let (now, before) = (Joined::of(later).unwrap(), Joined::of(records));
    for filter in filters {
        let part = part(&filter);
        let query = format!("?from={from}&to={to}&against_from={against_from}&against_to={against_to}{part}");
        holds_in_part(browser, office, (&now, before.as_ref()), &filter, &query).await;
    }
}

async fn holds_in_part(
    browser: &mut Browser,
    office: &Office,
    (now, before): (&Joined, Option<&Joined>),
    filter: &Filter,
    query: &str,
) {
    let floor = office.floor();
    let page = office.get(browser, &format!("/staff/period{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    let counted = Period::of(now, filter, &floor);
    let before = before.map(|before| Period::of(before, filter, &floor));
    // Nothing is held against days on which nobody came.
    let before = before.filter(|before| before.headlines()[0] > Some(0));
    let headlines = before.as_ref().map_or([None; 5], Period::headlines);
    assert_eq!(shown::headlines(&page), told(counted.headlines(), headlines), "{query}");
    assert_eq!(shown::colours(&page, "days"), counted.colours(), "{query}");
    assert_eq!(shown::rows_of(&page, "t-days"), counted.days_on_the_page(), "{query}");
    assert_eq!(shown::rows_of(&page, "t-heat"), counted.heat_on_the_page(), "{query}");
    assert_eq!(shown::rows(&page, "rows day-services"), counted.services_on_the_page(), "{query}");
    assert_eq!(shown::rows(&page, "plain day-clerks"), counted.clerks_on_the_page(), "{query}");
    assert_eq!(shown::items(&page, "chosen"), counted.chosen_on_the_page(), "{query}");
    let mut tables = counted.tables();
    for key in ["clerks", "pauses", "refusals", "expected"] {
        let wanted: Vec<Vec<String>> = tables[key].iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        assert_eq!(shown::plain(&page, key), wanted, "{key} {query}");
    }
    let compared = compared(&counted, before.as_ref());
    let wanted: Vec<Vec<String>> = compared.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
    assert_eq!(shown::plain(&page, "compared"), wanted, "{query}");
    tables.insert("compared", compared);
    for (key, wanted) in &tables {
        let file = office.get(browser, &format!("/staff/period.csv{query}&table={key}")).await;
        assert!(file.header("content-type").starts_with("text/csv"), "{key}");
        let wanted: Vec<Vec<String>> = wanted.iter().map(|row| row.iter().map(Cell::value).collect()).collect();
        assert_eq!(shown::csv(&file.body), wanted, "{key} {query}");
    }
    for (date, ..) in counted.by_day() {
        let part = super::part(filter).replace('&', "&#38;");
        let href = format!("href=\"/staff/day?date={date}{part}\"");
        assert!(page.body.contains(&href), "{href} leads on to the same part of the day");
    }
}

/// Name, figure, and the figure of the other period where there is one.
fn compared(counted: &Period<'_>, before: Option<&Period<'_>>) -> Vec<Vec<Cell>> {
    let others = before.map(Period::sums);
    let row = |(index, mut row): (usize, Vec<Cell>)| {
        row.extend(others.as_ref().map(|others| others[index][1].clone()));
        row
    };
    counted.sums().into_iter().enumerate().map(row).collect()
}
