//! Reads the page: its tables, lists and headings as texts. It knows no figure.

use crate::browser::Page;

/// Value, unit and change of each of the five figures.
pub fn headlines(page: &Page) -> Vec<String> {
    let list = between(&page.body, "<dl class=\"figures\">", "</dl>");
    list.split("<dd class=\"value")
        .skip(1)
        .map(|one| text(one.split("</div>").next().unwrap().split_once('>').unwrap().1))
        .collect()
}

/// The rows of a table that has this class, each cell without what is said for narrow screens alone.
pub fn rows(page: &Page, class: &str) -> Vec<Vec<String>> {
    cells(between(&page.body, &format!("class=\"{class}\""), "</table>"))
}

/// The rows of a table under its id; none where it is not there.
pub fn rows_of(page: &Page, id: &str) -> Vec<Vec<String>> {
    let opening = format!("id=\"{id}\"");
    if page.body.contains(&opening) { cells(between(&page.body, &opening, "</table>")) } else { Vec::new() }
}

/// The rows of a table of the report; none where it says that there are none.
pub fn plain(page: &Page, key: &str) -> Vec<Vec<String>> {
    rows_of(page, &format!("t-{key}"))
}

/// The items of the list in a section.
pub fn items(page: &Page, section: &str) -> Vec<String> {
    let section = between(&page.body, &format!("<section aria-labelledby=\"{section}\">"), "</section>");
    section.split("<li").skip(1).map(|item| text(&item[item.find('>').unwrap() + 1..])).collect()
}

/// What stands beside each colour of the picture in a section.
pub fn colours(page: &Page, section: &str) -> Vec<String> {
    let section = between(&page.body, &format!("<section aria-labelledby=\"{section}\">"), "</section>");
    let beside = |colour: &str| text(colour.split("</span>").nth(1).unwrap());
    section.split("<span class=\"key ").skip(1).map(beside).collect()
}

pub fn heading(page: &Page, id: &str) -> String {
    let heading = between(&page.body, &format!("<h2 id=\"{id}\""), "</h2>");
    text(&heading[heading.find('>').unwrap() + 1..])
}

/// Numbers of those who were called before, each with the time of the call and whether the coupon was the later one.
pub fn before(page: &Page) -> Vec<(String, String, bool)> {
    let Some((_, table)) = page.body.split_once("class=\"rows before\"") else { return Vec::new() };
    let rows = cells(table.split("</table>").next().unwrap());
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), row[2].contains("came later"))).collect()
}

/// The rows below the heads.
pub fn csv(body: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn cells(table: &str) -> Vec<Vec<String>> {
    let body = between(table, "<tbody", "</tbody>");
    body.split("<tr").skip(1).map(|row| row.split("</tr>").next().unwrap()).map(row).collect()
}

fn row(row: &str) -> Vec<String> {
    let opening = |rest: &str| [rest.find("<td"), rest.find("<th")].into_iter().flatten().min();
    let mut cells = Vec::new();
    let mut rest = row;
    while let Some(at) = opening(rest) {
        let inside = &rest[at + rest[at..].find('>').unwrap() + 1..];
        let end = [inside.find("</td>"), inside.find("</th>")].into_iter().flatten().min().unwrap();
        if !rest[at..].starts_with("<td class=\"graph\"") {
            cells.push(text(&without_k(&inside[..end])));
        }
        rest = &inside[end..];
    }
    cells
}

/// Without the heads that narrow screens show in each cell.
fn without_k(html: &str) -> String {
    match html.split_once("<span class=\"k\">") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</span>").unwrap().1),
        None => html.to_owned(),
    }
}

fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let after = html.split_once(from).unwrap_or_else(|| panic!("{from} is on the page")).1;
    after.split_once(to).unwrap().0
}

fn text(html: &str) -> String {
    let text = Page { status: 200, head: String::new(), body: format!("<body><i>{html}") }.text();
    [("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .into_iter()
        .fold(text, |text, (written, meant)| text.replace(written, meant))
}
