//! What there is to choose from in a form, by key and name.

use queue::floor::{DeviceRole, PlaceRule, Policy, Role};
use queue::ids::Language;
use toml::Value;

use super::inputs::Bench;
use super::languages::OFFERED;
use super::parts::{Choices, Part};
use crate::config::export;
use crate::web::staff::floor::told;
use crate::web::words::{filled, own_name};

impl Bench<'_> {
    /// The reasons of a list as they are typed, by key.
    fn typed_reasons(&self, part: Part) -> Vec<(String, String)> {
        let typed = self.root.get("reasons").and_then(|reasons| reasons.get(part.key())).and_then(Value::as_array);
        let named = |reason: &Value| {
            let name = reason.get("name").and_then(Value::as_table)?;
            let said = name.get(self.visit.language.as_str()).or_else(|| name.values().next())?.as_str()?;
            Some((reason.get("id")?.as_str()?.to_owned(), said.to_owned()))
        };
        typed.into_iter().flatten().filter_map(named).collect()
    }

    /// What there is to choose, each with its key.
    pub fn choices(&self, choices: Choices) -> Vec<(String, String)> {
        let (words, visit) = (self.words, self.visit);
        let floor = &visit.floor;
        match choices {
            Choices::Halls => floor.halls.iter().map(|hall| (hall.id.to_string(), visit.said(&hall.name))).collect(),
            Choices::EveryHall => {
                let every = (String::new(), words.every_hall.clone());
                [every].into_iter().chain(self.choices(Choices::Halls)).collect()
            }
            Choices::Groups => {
                let groups = floor.groups.iter().map(|group| (group.id.to_string(), visit.said(&group.name)));
                [(String::new(), words.nothing.clone())].into_iter().chain(groups).collect()
            }
            Choices::Services => {
                let named = floor.services.iter();
                named
                    .map(|one| (one.id.to_string(), format!("{} {}", one.letter.as_char(), visit.said(&one.name))))
                    .collect()
            }
            Choices::Windows => {
                let named = floor.windows.iter();
                named.map(|one| (one.id.to_string(), filled(&words.window_n, &[&one.number.to_string()]))).collect()
            }
            Choices::Roles => [Role::Clerk, Role::Receptionist, Role::Manager, Role::Administrator]
                .map(|role| (export::role_key(role).to_owned(), told::role(words, role).to_owned()))
                .into(),
            Choices::Policies => vec![
                ("credit".to_owned(), told::policy(words, Policy::Credit)),
                ("first-come".to_owned(), told::policy(words, Policy::FirstCome)),
                ("ratio".to_owned(), words.f_ratio.clone()),
            ],
            Choices::Languages => {
                floor.languages.iter().map(|one| (one.to_string(), own_name(one).to_owned())).collect()
            }
            Choices::OtherLanguages => {
                let known = OFFERED.iter().filter_map(|key| Language::new(key).ok());
                let other = known.filter(|one| !floor.languages.contains(one));
                let named = other.map(|one| (one.to_string(), own_name(&one).to_owned()));
                [(String::new(), words.nothing.clone())].into_iter().chain(named).collect()
            }
            Choices::Refusals => {
                let none = (String::new(), words.nothing.clone());
                [none].into_iter().chain(self.typed_reasons(Part::Refuse)).collect()
            }
            Choices::OutOfTurn => self.typed_reasons(Part::OutOfTurn),
            Choices::DeviceRoles => [DeviceRole::Kiosk, DeviceRole::Console, DeviceRole::Hall]
                .map(|role| (export::device_role_key(role).to_owned(), told::device_role(words, role).to_owned()))
                .into(),
            Choices::Kiosks => {
                let kiosks = floor.devices.iter().filter(|device| device.role == DeviceRole::Kiosk);
                let named = kiosks.map(|kiosk| (kiosk.id.to_string(), kiosk.id.to_string()));
                [(String::new(), words.nothing.clone())].into_iter().chain(named).collect()
            }
            Choices::Places => [PlaceRule::KeepsTime, PlaceRule::Front, PlaceRule::Back]
                .map(|place| (export::place_key(place).to_owned(), told::place(words, place).to_owned()))
                .into(),
        }
    }
}
