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

/// The columns of one page, evened out: eight rows make four and four, not seven and one. Rows beside each other are
/// equally high, so a page holds as many as fit with each line as high as its higher row.
fn page_of_columns(heights_px: &[f32], start: usize, room_px: f32, columns: usize) -> Vec<Range<usize>> {
    if columns < 2 {
        return vec![fill(heights_px, start, room_px, ROW_GAP_PX, SERVICES_ON_A_PAGE)];
    }
    let most = SERVICES_ON_A_PAGE.min(heights_px.len() - start);
    let fits = |count: usize| fill(&lines(&halves(start, count), heights_px), 0, room_px, ROW_GAP_PX, usize::MAX);
    // The first line is shown whatever its height.
    let count = (1..=most).rev().find(|count| fits(*count).end == count.div_ceil(2)).unwrap_or(0);
    halves(start, count)
}

/// The first half of the rows, which is the longer one, beside the second: reading goes down the left column first.
fn halves(start: usize, count: usize) -> Vec<Range<usize>> {
    let split = start + count.div_ceil(2);
    vec![start..split, split..start + count]
}

/// The height of each line of rows that stand beside each other.
fn lines(columns: &[Range<usize>], heights_px: &[f32]) -> Vec<f32> {
    let longest = columns.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    let height = |column: &Range<usize>, line| column.clone().nth(line).map_or(0.0, |row| heights_px[row]);
    (0..longest).map(|line| columns.iter().map(|column| height(column, line)).fold(0.0, f32::max)).collect()
}

/// Each column of a page as its rows, each with the height of its line.
pub fn even_rows(columns: &[Range<usize>], heights_px: &[f32]) -> Vec<Vec<(usize, f32)>> {
    let lines = lines(columns, heights_px);
    columns.iter().map(|column| column.clone().zip(lines.iter().copied()).collect()).collect()
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
            let height: f32 = lines(&page, &heights).iter().map(|height| height + ROW_GAP_PX).sum();
            assert!(height <= 560.0 + ROW_GAP_PX, "{page:?} is {height} high");
        }
    }

    #[test]
    fn rows_beside_each_other_are_equally_high() {
        let heights = [160.0, 120.0, 120.0, 160.0];
        assert_eq!(even_rows(&[0..2, 2..4], &heights), [[(0, 160.0), (1, 160.0)], [(2, 160.0), (3, 160.0)]]);
        assert_eq!(even_rows(&[0..2, 2..3], &heights[..3]), [vec![(0, 160.0), (1, 120.0)], vec![(2, 160.0)]]);
    }

    #[test]
    fn no_rows_are_one_empty_page() {
        assert_eq!(of_services(&[], 1000.0, PAGE_BAR_PX, 1), vec![vec![0..0]]);
        assert_eq!(of_services(&[], 1000.0, PAGE_BAR_PX, 2), vec![vec![0..0, 0..0]]);
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
