//! Tables on paper: columns as wide as what stands in them, heads in several lines, repeated on each page.

use super::pieces::{Piece, Style};
use super::{BOTTOM, HEADING, LINE, MARGIN, NOTE, Plan, TEXT, WIDTH};
use crate::day_report::table::{Cell, Table};

/// Between two columns.
const GAP: f32 = 10.0;
const ROW: f32 = 13.0;
/// A column of figures is at least so wide, so that heads are not cut into letters.
const NARROWEST: f32 = 34.0;

/// Lays a table out; empty ones say so.
pub fn lay_out(plan: &mut Plan, table: &Table, none: &str) {
    plan.y += 16.0;
    let columns = columns(plan, table);
    let heads = heads_height(plan, table, &columns);
    plan.room(HEADING.line() + heads + 2.0 * ROW);
    plan.text(&table.name, HEADING, 0.0, WIDTH);
    if table.rows.is_empty() {
        plan.text(none, NOTE, 0.0, WIDTH);
        return;
    }
    draw_heads(plan, table, &columns, heads);
    for row in &table.rows {
        let lines =
            row.iter().zip(&columns).map(|(cell, column)| wrapped(plan, &cell.shown(), TEXT, column.width).len());
        let height = TEXT.line() * small(lines.max().unwrap_or(1)) + ROW - TEXT.line();
        if plan.y + height > BOTTOM {
            plan.room(height);
            draw_heads(plan, table, &columns, heads);
        }
        draw_row(plan, row, &columns, height);
    }
}

struct Column {
    left: f32,
    width: f32,
    /// Figures stand at the right.
    right: bool,
}

fn columns(plan: &Plan, table: &Table) -> Vec<Column> {
    let wide = |text: &str, style: Style| plan.faces.width(text, style.bold) * style.size;
    let cells = |at: usize| table.rows.iter().filter_map(move |row| row.get(at));
    let natural = |(at, head): (usize, &String)| {
        let longest_word = head.split_whitespace().map(|word| wide(word, NOTE)).fold(0.0, f32::max);
        let widest = cells(at).map(|cell| wide(&cell.shown(), TEXT)).fold(0.0, f32::max);
        (widest.max(longest_word).max(NARROWEST), table.is_of_figures(at))
    };
    let natural: Vec<(f32, bool)> = table.heads.iter().enumerate().map(natural).collect();
    let figures: f32 = natural.iter().filter(|(_, figure)| *figure).map(|(width, _)| width + GAP).sum();
    let texts: f32 = natural.iter().filter(|(_, figure)| !figure).map(|(width, _)| width + GAP).sum();
    // Texts give way to figures, and all of them together where even that is too much.
    let for_texts = if texts > 0.0 { ((WIDTH - figures) / texts).clamp(0.2, 1.0) } else { 1.0 };
    let all = (WIDTH / (figures + texts * for_texts)).min(1.0);
    let mut left = 0.0;
    let place = |(width, figure): (f32, bool)| {
        let whole = (width + GAP) * if figure { all } else { for_texts * all };
        let column = Column { left, width: whole - GAP * all, right: figure };
        left += whole;
        column
    };
    natural.into_iter().map(place).collect()
}

fn wrapped(plan: &Plan, text: &str, style: Style, width: f32) -> Vec<String> {
    // What fits to a hair is not broken by the last digit of a sum.
    plan.faces.lines(text, style.bold, (width + 0.1) / style.size)
}

fn heads_height(plan: &Plan, table: &Table, columns: &[Column]) -> f32 {
    let lines = table.heads.iter().zip(columns).map(|(head, column)| wrapped(plan, head, NOTE, column.width).len());
    NOTE.line() * small(lines.max().unwrap_or(1)) + 4.0
}

fn draw_heads(plan: &mut Plan, table: &Table, columns: &[Column], height: f32) {
    let ends = plan.y + height;
    for (head, column) in table.heads.iter().zip(columns) {
        let lines = wrapped(plan, head, NOTE, column.width);
        let top = ends - 4.0 - NOTE.line() * small(lines.len());
        stand(plan, &lines, NOTE, column, top);
    }
    plan.y = ends;
}

fn draw_row(plan: &mut Plan, row: &[Cell], columns: &[Column], height: f32) {
    let width = columns.last().map_or(WIDTH, |column| column.left + column.width);
    plan.put(Piece::Box { x: MARGIN, y: plan.y, width, height: 0.5, color: LINE });
    let top = plan.y + (ROW - TEXT.line()) / 2.0;
    for (cell, column) in row.iter().zip(columns) {
        let lines = wrapped(plan, &cell.shown(), TEXT, column.width);
        stand(plan, &lines, TEXT, column, top);
    }
    plan.y += height;
}

fn stand(plan: &mut Plan, lines: &[String], style: Style, column: &Column, top: f32) {
    let mut y = top;
    for line in lines {
        y += style.line();
        let back = if column.right { column.width - plan.faces.width(line, style.bold) * style.size } else { 0.0 };
        plan.line(line, style, column.left + back.max(0.0), y - style.size * 0.3);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a cell has a few lines")]
fn small(many: usize) -> f32 {
    many as f32
}
