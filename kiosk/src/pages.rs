//! Where a list breaks into pages: between rows, by their real heights. Plain sums, no Slint.

use std::ops::Range;

/// The gap between rows that are controls, in pixels.
pub const ROW_GAP_PX: f32 = 8.0;

/// What the page bar takes when there is more than one page, with the gap above it, in pixels.
pub const PAGE_BAR_PX: f32 = 128.0;

/// No page of services holds more rows than this; beyond it the eye searches instead of reading.
pub const SERVICES_ON_A_PAGE: usize = 8;

/// The pages of one list, at least one. A row that is higher than the room has a page of its own.
pub fn of_list(heights_px: &[f32], room_px: f32, gap_px: f32) -> Vec<Range<usize>> {
    let everything = fill(heights_px, 0, room_px, gap_px, usize::MAX);
    if everything.end == heights_px.len() {
        return vec![everything];
    }
    let mut pages = Vec::new();
    let mut start = 0;
    while start < heights_px.len() {
        let page = fill(heights_px, start, room_px - PAGE_BAR_PX, gap_px, usize::MAX);
        start = page.end;
        pages.push(page);
    }
    pages
}

/// The pages of the services; each page has a range of rows for each of its columns. With more than one page the bar takes
/// its part of the room.
pub fn of_services(heights_px: &[f32], room_px: f32, page_bar_px: f32, columns: usize) -> Vec<Vec<Range<usize>>> {
    let everything = page_of_columns(heights_px, 0, room_px, columns);
    if everything.last().is_some_and(|column| column.end == heights_px.len()) {
        return vec![everything];
    }
    let mut pages = Vec::new();
    let mut start = 0;
    while start < heights_px.len() {
        let page = page_of_columns(heights_px, start, room_px - page_bar_px, columns);
        start = page.last().expect("a page has at least one column").end;
        pages.push(page);
    }
    pages
}

/// The columns of one page, evened out: eight rows make four and four, not seven and one.
fn page_of_columns(heights_px: &[f32], start: usize, room_px: f32, columns: usize) -> Vec<Range<usize>> {
    let mut limit = SERVICES_ON_A_PAGE;
    let mut at = start;
    let mut filled = Vec::new();
    for _ in 0..columns.max(1) {
        let column = fill(heights_px, at, room_px, ROW_GAP_PX, limit);
        limit -= column.len();
        at = column.end;
        filled.push(column);
    }
    match filled.as_slice() {
        [left, right] => {
            let split = even_split(heights_px, left.start..right.end);
            vec![left.start..split, split..right.end]
        }
        _ => filled,
    }
}

/// Where two columns part so that the higher one is as low as can be.
fn even_split(heights_px: &[f32], rows: Range<usize>) -> usize {
    let height = |range: Range<usize>| heights_px[range].iter().map(|height| height + ROW_GAP_PX).sum::<f32>();
    let higher = |split: usize| height(rows.start..split).max(height(split..rows.end));
    // The later of two equal splits: reading goes down the left column first.
    (rows.start..=rows.end).min_by(|a, b| higher(*a).total_cmp(&higher(*b)).then(b.cmp(a))).unwrap_or(rows.end)
}

fn fill(heights_px: &[f32], start: usize, room_px: f32, gap_px: f32, limit: usize) -> Range<usize> {
    let mut used = 0.0;
    let mut end = start;
    while end < heights_px.len() && end - start < limit {
        let more = heights_px[end] + if end > start { gap_px } else { 0.0 };
        // Half a pixel of rounding is no reason for a second page.
        let fits = used + more <= room_px + 0.5;
        let lone = end == start && limit > 0;
        if !fits && !lone {
            break;
        }
        used += more;
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_services_stand_on_one_page_and_the_ninth_opens_a_second() {
        assert_eq!(of_services(&[120.0; 8], 1016.0, PAGE_BAR_PX, 1), vec![vec![0..8]]);
        assert_eq!(of_services(&[120.0; 9], 2000.0, PAGE_BAR_PX, 1), vec![vec![0..8], vec![8..9]]);
    }

    #[test]
    fn rows_that_grow_make_pages() {
        let pages = of_services(&[200.0; 8], 1016.0, PAGE_BAR_PX, 1);
        assert_eq!(pages, vec![vec![0..4], vec![4..8]]);
    }

    #[test]
    fn two_columns_are_evened_out() {
        assert_eq!(of_services(&[120.0; 8], 700.0, PAGE_BAR_PX, 2), vec![vec![0..4, 4..8]]);
        assert_eq!(of_services(&[120.0; 5], 700.0, PAGE_BAR_PX, 2), vec![vec![0..3, 3..5]]);
    }

    #[test]
    fn evening_out_never_makes_a_column_higher_than_the_room() {
        let heights = [250.0, 250.0, 120.0, 120.0, 120.0, 120.0];
        for page in of_services(&heights, 560.0, PAGE_BAR_PX, 2) {
            for column in page {
                let height: f32 = heights[column.clone()].iter().map(|height| height + ROW_GAP_PX).sum();
                assert!(height <= 560.0 + ROW_GAP_PX, "{column:?} is {height} high");
            }
        }
    }

    #[test]
    fn no_rows_are_one_empty_page() {
        assert_eq!(of_services(&[], 1000.0, PAGE_BAR_PX, 1), vec![vec![0..0]]);
        assert_eq!(of_list(&[], 1000.0, 8.0), vec![0..0]);
    }

    #[test]
    fn a_row_higher_than_the_room_is_still_shown() {
        assert_eq!(of_list(&[900.0, 900.0], 500.0, 8.0), vec![0..1, 1..2]);
        assert_eq!(of_services(&[900.0, 900.0], 100.0, PAGE_BAR_PX, 1), vec![vec![0..1], vec![1..2]]);
    }

    #[test]
    fn every_row_is_on_exactly_one_page() {
        for count in 0..40 {
            let heights: Vec<f32> = (0..count).map(|index| 120.0 + (index % 5) as f32 * 44.0).collect();
            for columns in 1..=2 {
                let seen: Vec<usize> =
                    of_services(&heights, 600.0, PAGE_BAR_PX, columns).into_iter().flatten().flatten().collect();
                assert_eq!(seen, (0..count).collect::<Vec<_>>(), "{count} rows in {columns} columns");
            }
        }
    }
}
