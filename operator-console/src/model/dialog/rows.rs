//! The rows of a question: what can be chosen, from the floor and the board as they are now.

use protocol::board::{AtWindow, AtWindowStage, ConsoleWindow};
use queue::floor::Reason;
use queue::ids::{ClerkId, ServiceId, WindowId};

use super::{OpenDialog, Row, Taken};
use crate::model::Model;
use crate::view::{DialogKind, Leaving as Way};

impl Model {
    /// The rows of the open dialog: the left list and the right one.
    pub(crate) fn rows(&self, dialog: &OpenDialog) -> (Vec<Row>, Vec<Row>) {
        let Some(floor) = &self.floor else { return (Vec::new(), Vec::new()) };
        let reasons = |list: &[Reason]| list.iter().map(|reason| Row::Reason(reason.id.clone())).collect();
        let lists = &floor.view.reasons;
        match dialog.kind {
            DialogKind::Refuse => (reasons(&lists.refuse), Vec::new()),
            DialogKind::Park => (reasons(&lists.park), Vec::new()),
            DialogKind::Pause => (reasons(&lists.pause), Vec::new()),
            DialogKind::ByNumber => (Vec::new(), reasons(&lists.out_of_turn)),
            DialogKind::OutOfTurn => {
                let waiting = self.callable().into_iter().map(|ticket| Row::Ticket(ticket.ticket));
                (waiting.collect(), reasons(&lists.out_of_turn))
            }
            DialogKind::Transfer => (self.other_services(self.visitor_of(dialog)), self.other_windows(dialog)),
            DialogKind::NextService => (self.next_services(), Vec::new()),
            DialogKind::Close => (ways(self.visitor()), Vec::new()),
            DialogKind::TakeOver => {
                (self.taken_windows(), self.visitor_of(dialog).map_or_else(Vec::new, |at| ways(Some(at))))
            }
            DialogKind::Expected => {
                let visitors = dialog.expected.iter().flat_map(|list| &list.visitors);
                (visitors.map(|visitor| Row::Booking(visitor.number)).collect(), Vec::new())
            }
            DialogKind::ComeBack => {
                let gone = self.board.iter().flat_map(|board| &board.shown.no_shows);
                (gone.map(|ticket| Row::Ticket(ticket.ticket)).collect(), Vec::new())
            }
        }
    }

    /// Who stands at the window that a question is about.
    pub(crate) fn visitor_of(&self, dialog: &OpenDialog) -> Option<&AtWindow> {
        match &dialog.over {
            Some(taken) => self.visitor_at(&taken.window),
            None => self.visitor(),
        }
    }

    /// Who stands at a window.
    pub(crate) fn visitor_at(&self, window: &WindowId) -> Option<&AtWindow> {
        self.shown_window(window)?.visitor.as_deref()
    }

    /// A window as the board shows it.
    pub(crate) fn shown_window(&self, window: &WindowId) -> Option<&ConsoleWindow> {
        self.board.as_ref()?.shown.windows.iter().find(|shown| shown.window == *window)
    }

    /// Windows where somebody else sits, each with its clerk: if another sits there by now, it is another row.
    fn taken_windows(&self) -> Vec<Row> {
        let me = self.session.as_ref().map(|session| &session.clerk);
        let windows = self.board.iter().flat_map(|board| &board.shown.windows);
        let seated = windows.filter_map(|shown| Some((&shown.window, &shown.clerk.as_ref()?.id)));
        let others = seated.filter(|(_, clerk)| Some(*clerk) != me);
        let row = |(window, clerk): (&WindowId, &ClerkId)| Taken { window: window.clone(), clerk: clerk.clone() };
        others.map(|seat| Row::Taken(row(seat))).collect()
    }

    /// Services that some window receives, without the visitor's own.
    fn other_services(&self, visitor: Option<&AtWindow>) -> Vec<Row> {
        let mine = visitor.map(|visitor| &visitor.service);
        let Some(floor) = &self.floor else { return Vec::new() };
        let somewhere = |id: &ServiceId| floor.view.windows.iter().any(|window| window.services.contains(id));
        let services = floor.view.services.iter().map(|service| &service.id);
        let others = services.filter(|id| Some(*id) != mine && somewhere(id));
        others.map(|id| Row::Service(id.clone())).collect()
    }

    /// The same, in the order in which a visit goes on: its own next ones, then what usually follows, then the rest.
    fn next_services(&self) -> Vec<Row> {
        let then = self.visitor().map(|visitor| visitor.then.clone()).unwrap_or_default();
        let follows = self.usually_follow();
        let rank = |row: &Row| match row {
            Row::Service(id) => match (then.iter().position(|t| t == id), follows.contains(id)) {
                (Some(place), _) => place,
                (None, true) => then.len(),
                (None, false) => then.len() + 1,
            },
            Row::Reason(_) | Row::Window(_) | Row::Taken(_) | Row::Ticket(_) | Row::Way(_) | Row::Booking(_) => {
                usize::MAX
            }
        };
        let mut rows = self.other_services(self.visitor());
        rows.sort_by_key(rank);
        rows
    }

    /// Services that usually follow the visitor's own.
    pub(crate) fn usually_follow(&self) -> &[ServiceId] {
        let services = self.floor.iter().flat_map(|floor| &floor.view.services);
        let mut mine = services.filter(|service| Some(&service.id) == self.visitor().map(|visitor| &visitor.service));
        mine.next().map_or(&[], |service| service.then.as_slice())
    }

    /// Windows that receive the visitor's service, without the one where the visitor stands.
    fn other_windows(&self, dialog: &OpenDialog) -> Vec<Row> {
        let (Some(floor), Some(visitor)) = (&self.floor, self.visitor_of(dialog)) else { return Vec::new() };
        let here = dialog.over.as_ref().map(|taken| &taken.window).or(self.my_window());
        let others = floor.view.windows.iter().filter(|window| Some(&window.id) != here);
        let serving = others.filter(|window| window.services.contains(&visitor.service));
        serving.map(|window| Row::Window(window.id.clone())).collect()
    }
}

/// What can become of the visitor of a window that closes: only a visit that has begun can be finished.
fn ways(visitor: Option<&AtWindow>) -> Vec<Row> {
    let served = visitor.is_some_and(|visitor| matches!(visitor.stage, AtWindowStage::Serving { .. }));
    let finish = served.then_some(Way::Finish);
    finish.into_iter().chain([Way::PutBack, Way::Transfer]).map(Row::Way).collect()
}
