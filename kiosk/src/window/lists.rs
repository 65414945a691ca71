//! The screens with lists, whose rows are broken into pages by their heights on this screen.

use std::rc::Rc;

use slint::{Global, Model, SharedString, VecModel};

use super::convert::{document_row, place, service_row, wait_range, whole};
use super::{AppWindow, Window, markup};
use crate::{pages, view};

/// The models behind the lists; they live as long as the window, so that a press survives an update.
pub(super) struct Lists {
    services: Rc<VecModel<markup::ServiceRowData>>,
    services_right: Rc<VecModel<markup::ServiceRowData>>,
    documents: Rc<VecModel<markup::DocumentRowData>>,
    categories: Rc<VecModel<markup::CategoryRowData>>,
    purposes: Rc<VecModel<SharedString>>,
    pub(super) languages: Rc<VecModel<markup::LanguageTab>>,
}

impl Lists {
    /// Empty ones, which the window shows from now on.
    pub(super) fn of(app: &AppWindow) -> Self {
        let lists = Self {
            services: Rc::default(),
            services_right: Rc::default(),
            documents: Rc::default(),
            categories: Rc::default(),
            purposes: Rc::default(),
            languages: Rc::default(),
        };
        markup::ServicesScreen::get(app).set_rows(lists.services.clone().into());
        markup::ServicesScreen::get(app).set_rows_right(lists.services_right.clone().into());
        markup::DocumentsScreen::get(app).set_rows(lists.documents.clone().into());
        markup::DocumentsScreen::get(app).set_purposes(lists.purposes.clone().into());
        markup::CategoryScreen::get(app).set_rows(lists.categories.clone().into());
        markup::Shell::get(app).set_languages(lists.languages.clone().into());
        lists
    }
}

impl Window {
    pub(super) fn show_services(&self, services: &view::Services) {
        let screen = markup::ServicesScreen::get(&self.app);
        screen.set_bookings(services.booking.is_some());
        screen.set_scans(services.booking != Some(view::BookingWay::Type));
        screen.set_choosing_group(services.list == view::ServiceList::Groups);
        screen.set_group(match &services.list {
            view::ServiceList::OfGroup(name) => name.as_str().into(),
            view::ServiceList::Services | view::ServiceList::Groups => SharedString::new(),
        });
        let rows: Vec<_> = services.rows.iter().enumerate().map(|(index, row)| service_row(index, row)).collect();
        let landscape = markup::Stage::get(&self.app).get_landscape();
        let beside_back = landscape && matches!(services.list, view::ServiceList::OfGroup(_));
        let page_bar_px = if beside_back { 0.0 } else { pages::PAGE_BAR_PX };
        let columns = if landscape { 2 } else { 1 };
        let paged = |tight: bool| {
            let heights = self.service_heights(&rows, tight);
            let pages = pages::of_services(&heights, self.app.get_services_room(), page_bar_px, columns);
            (tight, heights, pages)
        };
        let usual = paged(false);
        let tighter = (usual.2.len() > 1).then(|| paged(true)).filter(|(_, _, pages)| pages.len() < usual.2.len());
        let (tight, heights, pages) = tighter.unwrap_or(usual);
        let page = services.page.min(pages.len() - 1);
        let mut columns = pages::even_rows(&pages[page], &heights).into_iter().map(|column| {
            let even =
                |(index, height): (usize, f32)| markup::ServiceRowData { least_height: height, ..rows[index].clone() };
            column.into_iter().map(even).collect()
        });
        sync(&self.lists.services, columns.next().unwrap_or_default());
        sync(&self.lists.services_right, columns.next().unwrap_or_default());
        screen.set_tight(tight);
        screen.set_page(place(page));
        screen.set_pages(place(pages.len()));
        self.app.set_screen(markup::ScreenKind::Services);
    }

    fn service_heights(&self, rows: &[markup::ServiceRowData], tight: bool) -> Vec<f32> {
        self.app.set_measured_tight(tight);
        let height = |row: &markup::ServiceRowData| {
            self.app.set_measured_service(row.clone());
            self.app.get_measured_service_height()
        };
        rows.iter().map(height).collect()
    }

    pub(super) fn show_documents(&self, documents: &view::Documents) {
        let screen = markup::DocumentsScreen::get(&self.app);
        screen.set_letter(SharedString::from(documents.service.letter.to_string()));
        screen.set_service(documents.service.name.as_str().into());
        screen.set_ahead(whole(documents.service.ahead));
        screen.set_wait(wait_range(documents.service.wait));
        sync(&self.lists.purposes, documents.purposes.iter().map(SharedString::from).collect());
        screen.set_purpose(place(documents.purpose));
        let rows: Vec<_> = documents.rows.iter().enumerate().map(|(index, row)| document_row(index, row)).collect();
        let heights: Vec<f32> = rows
            .iter()
            .map(|row| {
                self.app.set_measured_document(row.clone());
                self.app.get_measured_document_height()
            })
            .collect();
        let pages = pages::of_list(&heights, self.app.get_documents_room(), 0.0);
        let page = documents.page.min(pages.len() - 1);
        screen.set_listed(listed(&rows[pages[page].clone()]));
        sync(&self.lists.documents, rows[pages[page].clone()].to_vec());
        screen.set_page(place(page));
        screen.set_pages(place(pages.len()));
        self.app.set_screen(markup::ScreenKind::Documents);
    }

    pub(super) fn show_category(&self, category: &view::CategoryChoice) {
        let screen = markup::CategoryScreen::get(&self.app);
        screen.set_letter(SharedString::from(category.service.letter.to_string()));
        screen.set_service(category.service.name.as_str().into());
        screen.set_ahead(whole(category.service.ahead));
        screen.set_wait(wait_range(category.service.wait));
        screen.set_more_time(category.more_time);
        let rows: Vec<_> = category
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| markup::CategoryRowData {
                index: place(index),
                name: row.name.as_str().into(),
                detail: row.detail.as_str().into(),
                chosen: row.chosen,
            })
            .collect();
        // The lead and the note speak of categories only where there are some.
        sync(&self.lists.categories, rows.clone());
        let heights: Vec<f32> = rows
            .iter()
            .map(|row| {
                self.app.set_measured_category(row.clone());
                self.app.get_measured_category_height()
            })
            .collect();
        let pages = pages::of_list(&heights, self.app.get_category_room(), pages::ROW_GAP_PX);
        let page = category.page.min(pages.len() - 1);
        sync(&self.lists.categories, rows[pages[page].clone()].to_vec());
        screen.set_page(place(page));
        screen.set_pages(place(pages.len()));
        self.app.set_screen(markup::ScreenKind::Category);
    }
}

/// The documents for the ear, a sentence to each.
fn listed(rows: &[markup::DocumentRowData]) -> SharedString {
    let row = |row: &markup::DocumentRowData| match row.detail.as_str() {
        "" => format!("{}: {}.", row.number, row.name),
        detail => format!("{}: {}, {detail}.", row.number, row.name),
    };
    rows.iter().map(row).collect::<Vec<_>>().join(" ").into()
}

/// Changes a list row by row: rows that stay keep their elements, and with them a finger that is down.
pub(super) fn sync<T: Clone + PartialEq + 'static>(model: &VecModel<T>, rows: Vec<T>) {
    while model.row_count() > rows.len() {
        model.remove(model.row_count() - 1);
    }
    for (index, row) in rows.into_iter().enumerate() {
        match model.row_data(index) {
            Some(old) if old == row => {}
            Some(_) => model.set_row_data(index, row),
            None => model.push(row),
        }
    }
}
