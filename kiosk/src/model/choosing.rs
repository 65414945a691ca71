//! From the first screen to the question for a coupon: group, service, documents, category. Nothing is asked of the server here.

use protocol::board::KioskService;
use queue::floor::Service;
use queue::ids::{GroupId, ServiceId};

use super::{Model, Place, Shut, Told};

/// A row of the first screen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    Group(&'a GroupId),
    Service(&'a Service),
}

impl Model {
    /// The rows of the first screen, or of a group; places in this list are what touches name.
    pub(crate) fn rows(&self, group: Option<&GroupId>) -> Vec<Row<'_>> {
        let Some(floor) = &self.floor else { return Vec::new() };
        let offered = floor.services.iter().filter(|service| service.at_kiosk);
        if let Some(group) = group {
            return offered.filter(|service| service.group.as_ref() == Some(group)).map(Row::Service).collect();
        }
        let known = |service: &Service| {
            service.group.as_ref().is_some_and(|group| floor.groups.iter().any(|known| known.id == *group))
        };
        let groups = floor.groups.iter().filter(|group| {
            let mut members = floor.services.iter().filter(|service| service.at_kiosk);
            members.any(|service| service.group.as_ref() == Some(&group.id))
        });
        let lone = offered.filter(|service| !known(service));
        groups.map(|group| Row::Group(&group.id)).chain(lone.map(Row::Service)).collect()
    }

    pub(crate) fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.floor.as_ref()?.services.iter().find(|service| service.id == *id)
    }

    pub(crate) fn on_board(&self, id: &ServiceId) -> Option<&KioskService> {
        self.board.as_ref()?.services.iter().find(|service| service.service == *id)
    }

    pub(super) fn can_be_had(&self, id: &ServiceId) -> bool {
        self.on_board(id).is_some_and(|service| Shut::of_issue(&service.issue).is_none())
    }

    fn any_can_be_had(&self, group: &GroupId) -> bool {
        Shut::of_issues(self.members(group).map(|service| &service.issue)).is_none()
    }

    /// The state of the services of a group.
    pub(crate) fn members(&self, group: &GroupId) -> impl Iterator<Item = &KioskService> {
        self.rows(Some(group)).into_iter().filter_map(|row| match row {
            Row::Service(service) => self.on_board(&service.id),
            Row::Group(_) => None,
        })
    }

    pub(super) fn choose_row(&mut self, index: usize) {
        let Place::Choosing { group, .. } = &self.place else { return };
        let next = match self.rows(group.as_ref()).get(index) {
            Some(Row::Group(group)) if self.any_can_be_had(group) => {
                Place::Choosing { group: Some((*group).clone()), page: 0 }
            }
            Some(Row::Service(service)) if self.can_be_had(&service.id) => self.after_service(service),
            Some(Row::Group(_) | Row::Service(_)) | None => return,
        };
        self.go(next);
    }

    fn after_service(&self, service: &Service) -> Place {
        if service.purposes.iter().any(|purpose| !purpose.documents.is_empty()) {
            return Place::Documents { service: service.id.clone(), purpose: 0, page: 0 };
        }
        self.category_of(&service.id)
    }

    fn category_of(&self, service: &ServiceId) -> Place {
        let general = self.floor.as_ref().and_then(|floor| floor.categories.first());
        match general {
            Some(general) => {
                Place::Category { service: service.clone(), category: general.id.clone(), more_time: false, page: 0 }
            }
            None => Place::Told(Told::Refused),
        }
    }

    pub(super) fn turn_page(&mut self, wanted: usize) {
        match &mut self.place {
            Place::Choosing { page, .. } | Place::Documents { page, .. } | Place::Category { page, .. } => {
                *page = wanted
            }
            Place::Waiting { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::CheckingIn { .. }
            | Place::Issued(_)
            | Place::Told(_)
            | Place::Technician => {}
        }
    }

    pub(super) fn go_back(&mut self) {
        let group_of = |model: &Self, service: &ServiceId| {
            let group = model.service(service).and_then(|service| service.group.clone());
            let known = model
                .floor
                .as_ref()
                .is_some_and(|floor| floor.groups.iter().any(|known| Some(&known.id) == group.as_ref()));
            Place::Choosing { group: group.filter(|_| known), page: 0 }
        };
        let before = match &self.place {
            Place::Choosing { .. } | Place::ShowCode => Place::HOME,
            Place::TypeNumber { .. } if self.scans() => Place::ShowCode,
            Place::TypeNumber { .. } => Place::HOME,
            Place::Documents { service, .. } => group_of(self, service),
            Place::Category { service, .. } => match self.service(service).map(|service| self.after_service(service)) {
                Some(documents @ Place::Documents { .. }) => documents,
                Some(_) | None => group_of(self, service),
            },
            Place::Technician => return self.reset(),
            Place::Waiting { .. } | Place::CheckingIn { .. } | Place::Issued(_) | Place::Told(_) => return,
        };
        self.go(before);
    }

    pub(super) fn choose_purpose(&mut self, index: usize) {
        let Place::Documents { service, .. } = &self.place else { return };
        if self.service(service).is_none_or(|service| index >= service.purposes.len()) {
            return;
        }
        if let Place::Documents { purpose, page, .. } = &mut self.place {
            (*purpose, *page) = (index, 0);
        }
    }

    pub(super) fn documents_are_here(&mut self) {
        if let Place::Documents { service, .. } = &self.place {
            self.go(self.category_of(service));
        }
    }

    pub(super) fn choose_category(&mut self, index: usize) {
        let chosen =
            self.floor.as_ref().and_then(|floor| floor.categories.get(index)).map(|category| category.id.clone());
        if let (Place::Category { category, .. }, Some(chosen)) = (&mut self.place, chosen) {
            *category = chosen;
        }
    }

    pub(super) fn toggle_more_time(&mut self) {
        if let Place::Category { more_time, .. } = &mut self.place {
            *more_time ^= true;
        }
    }

    /// A service whose last coupon went, or that the office took away, while the visitor was choosing.
    pub(super) fn leave_what_is_gone(&mut self) {
        let service = match &self.place {
            Place::Documents { service, .. } | Place::Category { service, .. } => service.clone(),
            Place::Choosing { .. }
            | Place::Waiting { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::CheckingIn { .. }
            | Place::Issued(_)
            | Place::Told(_)
            | Place::Technician => return,
        };
        if self.board.is_none() || self.can_be_had(&service) {
            return;
        }
        let why = self.on_board(&service).and_then(|service| Shut::of_issue(&service.issue));
        self.go(Place::Told(why.map_or(Told::Refused, |why| Told::NotIssued { service, why })));
    }
}
