//! Who may ask what (S2). Whatever is not allowed here is denied.

use std::collections::BTreeSet;

use protocol::message::{Ask, DeviceRole};
use queue::floor::Role;

/// A group of asks that the same people may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Coupons: issue, withdraw, mark for more time.
    Coupons,
    /// Checking a booked visitor in.
    CheckIn,
    /// What became of an own earlier request.
    OwnRequests,
    /// Finding today's ticket by its number.
    Find,
    /// Who is expected today.
    Expected,
    /// The desk: copies, leaving, the issue of a service.
    Desk,
    /// Signing in at a console.
    SignIn,
    /// Signing out again.
    SignOut,
    /// Receiving visitors at a window.
    Window,
    /// A no-show who is here after all: whoever they turn to.
    ComeBack,
    /// Closing the window of a clerk who went away.
    TakeOver,
}

/// What an ask needs.
pub fn needed(ask: &Ask) -> Right {
    match ask {
        Ask::IssueTicket { .. } | Ask::WithdrawTicket { .. } | Ask::MarkMoreTime { .. } => Right::Coupons,
        Ask::CheckIn { .. } | Ask::CheckInByNumber { .. } => Right::CheckIn,
        Ask::WhatBecame { .. } => Right::OwnRequests,
        Ask::FindTicket { .. } => Right::Find,
        Ask::ExpectedToday => Right::Expected,
        Ask::ReprintCoupon { .. }
        | Ask::LeaveQueue { .. }
        | Ask::StopIssue { .. }
        | Ask::ResumeIssue { .. }
        | Ask::ExtendIssue { .. } => Right::Desk,
        Ask::SignIn { .. } => Right::SignIn,
        Ask::SignOut => Right::SignOut,
        Ask::OpenWindow { .. }
        | Ask::PauseWindow { .. }
        | Ask::ResumeWindow
        | Ask::CloseWindow { .. }
        | Ask::CallNext
        | Ask::CallTicket { .. }
        | Ask::Recall
        | Ask::Start
        | Ask::Finish
        | Ask::NoShow
        | Ask::Park { .. }
        | Ask::Return { .. }
        | Ask::Transfer { .. }
        | Ask::NextService { .. }
        | Ask::Refuse { .. }
        | Ask::DenyRight
        | Ask::ProvePerson { .. }
        | Ask::Undo => Right::Window,
        Ask::ComeBack { .. } => Right::ComeBack,
        Ask::TakeOverWindow { .. } => Right::TakeOver,
    }
}

/// Whether a device, with the roles of whoever is signed in there, has a right. `None` is nobody.
pub fn allowed(device: DeviceRole, person: Option<&BTreeSet<Role>>, right: Right) -> bool {
    let is = |role| person.is_some_and(|roles| roles.contains(&role));
    match (device, right) {
        (DeviceRole::Kiosk, Right::Coupons | Right::CheckIn | Right::OwnRequests) => true,
        (DeviceRole::Console, Right::SignIn | Right::OwnRequests) => true,
        (DeviceRole::Console, Right::SignOut) => person.is_some(),
        (DeviceRole::Console, Right::Coupons | Right::Desk) => is(Role::Receptionist),
        (DeviceRole::Console, Right::Find | Right::Expected | Right::ComeBack) => {
            is(Role::Receptionist) || is(Role::Clerk)
        }
        (DeviceRole::Console, Right::Window) => is(Role::Clerk),
        (DeviceRole::Console, Right::CheckIn) => false,
        (DeviceRole::Console, Right::TakeOver) => is(Role::Receptionist) || is(Role::Manager),
        (
            DeviceRole::Kiosk,
            Right::Find
            | Right::Expected
            | Right::Desk
            | Right::SignIn
            | Right::SignOut
            | Right::Window
            | Right::ComeBack
            | Right::TakeOver,
        ) => false,
        (
            DeviceRole::Hall,
            Right::Coupons
            | Right::CheckIn
            | Right::OwnRequests
            | Right::Find
            | Right::Expected
            | Right::Desk
            | Right::SignIn
            | Right::SignOut
            | Right::Window
            | Right::ComeBack
            | Right::TakeOver,
        ) => false,
    }
}

/// A page of the staff in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffPage {
    /// The floor at this moment.
    Now,
    /// A business day, each of its tickets, and its report as a file.
    Day,
    /// Any period held against another, and its tables as files.
    Period,
    /// A business day played again with something changed.
    WhatIf,
    /// Who booked, day by day, and the office's cancelling.
    Bookings,
    /// The reader's own day as a clerk, and its tables as files.
    Mine,
    /// The floor's configuration, its versions, PINs and keys.
    Floor,
}

impl StaffPage {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Now, Self::Day, Self::Period, Self::WhatIf, Self::Bookings, Self::Mine, Self::Floor];

    /// The roles that see it.
    fn readers(self) -> &'static [Role] {
        match self {
            Self::Now | Self::Day | Self::Period | Self::WhatIf => &[Role::Manager],
            Self::Bookings => &[Role::Receptionist, Role::Manager, Role::Administrator],
            Self::Mine => &[Role::Clerk],
            Self::Floor => &[Role::Administrator],
        }
    }

    /// Where somebody with these roles begins: an administrator at what nobody else sees.
    pub fn first_of(roles: &BTreeSet<Role>) -> Option<Self> {
        [Self::Now, Self::Floor, Self::Bookings, Self::Mine].into_iter().find(|page| page.is_for(roles))
    }

    /// Whether somebody with these roles sees it.
    pub fn is_for(self, roles: &BTreeSet<Role>) -> bool {
        self.readers().iter().any(|role| roles.contains(role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHTS: [Right; 11] = [
        Right::Coupons,
        Right::CheckIn,
        Right::OwnRequests,
        Right::Find,
        Right::Expected,
        Right::Desk,
        Right::SignIn,
        Right::SignOut,
        Right::Window,
        Right::ComeBack,
        Right::TakeOver,
    ];

    /// One line for each device and person, one figure for each right in the order above.
    fn table(device: DeviceRole) -> String {
        let people: [(&str, Option<&[Role]>); 7] = [
            ("nobody", None),
            ("no role", Some(&[])),
            ("clerk", Some(&[Role::Clerk])),
            ("receptionist", Some(&[Role::Receptionist])),
            ("manager", Some(&[Role::Manager])),
            ("administrator", Some(&[Role::Administrator])),
            ("clerk and receptionist", Some(&[Role::Clerk, Role::Receptionist])),
        ];
        people.into_iter().fold(String::new(), |table, (name, roles)| {
            let roles = roles.map(|roles| roles.iter().copied().collect::<BTreeSet<_>>());
            let row = RIGHTS.map(|right| if allowed(device, roles.as_ref(), right) { '1' } else { '0' });
            format!("{table}{} {name}\n", row.iter().collect::<String>())
        })
    }

    #[test]
    fn a_kiosk_issues_coupons_and_checks_in_and_nothing_else() {
        for line in table(DeviceRole::Kiosk).lines() {
            assert!(line.starts_with("11100000000 "), "{line}");
        }
    }

    #[test]
    fn a_console_may_do_what_its_person_may() {
        expect_test::expect![[r#"
            00100010000 nobody
            00100011000 no role
            00111011110 clerk
            10111111011 receptionist
            00100011001 manager
            00100011000 administrator
            10111111111 clerk and receptionist
        "#]]
        .assert_eq(&table(DeviceRole::Console));
    }

    #[test]
    fn a_hall_display_asks_nothing() {
        for line in table(DeviceRole::Hall).lines() {
            assert!(line.starts_with("00000000000 "), "{line}");
        }
    }

    #[test]
    fn a_page_of_the_staff_is_seen_by_its_readers_alone() {
        let table = StaffPage::ALL.map(|page| {
            let roles = [Role::Clerk, Role::Receptionist, Role::Manager, Role::Administrator];
            let sees = roles.map(|role| if page.is_for(&BTreeSet::from([role])) { '1' } else { '0' });
            assert!(!page.is_for(&BTreeSet::new()), "without a role nothing is seen");
            format!("{} {page:?}", sees.iter().collect::<String>())
        });
        assert_eq!(
            table,
            ["0010 Now", "0010 Day", "0010 Period", "0010 WhatIf", "0111 Bookings", "1000 Mine", "0001 Floor"]
        );
    }

    #[test]
    fn everybody_begins_at_a_page_of_theirs_and_an_administrator_at_the_settings() {
        let begins = |roles: &[Role]| StaffPage::first_of(&roles.iter().copied().collect());
        let alone = [Role::Clerk, Role::Receptionist, Role::Manager, Role::Administrator].map(|role| begins(&[role]));
        let wanted = [StaffPage::Mine, StaffPage::Bookings, StaffPage::Now, StaffPage::Floor];
        assert_eq!(alone, wanted.map(Some));
        assert_eq!(begins(&[Role::Manager, Role::Administrator]), Some(StaffPage::Now));
        assert_eq!(begins(&[]), None);
    }
}
