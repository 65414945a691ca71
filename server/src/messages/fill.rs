//! Templates of what a gateway is asked: plain text with places such as `{to}`. What goes into a place is escaped for where it stands.

use std::fmt::Write;

/// What may stand in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `{to}`: the telephone number, with its `+`.
    To,
    /// `{text}`: what is said.
    Text,
    /// `{id}`: the message's own id, the same each time that it is tried.
    Id,
    /// `{password}`: from the password file.
    Password,
}

impl Place {
    const ALL: [(&'static str, Self); 4] =
        [("{to}", Self::To), ("{text}", Self::Text), ("{id}", Self::Id), ("{password}", Self::Password)];
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Filled(Place),
}

/// A text with places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

/// What goes into the places.
#[derive(Clone, Copy)]
pub struct Filling<'a> {
    /// The telephone number.
    pub to: &'a str,
    /// What is said.
    pub text: &'a str,
    /// The message's id.
    pub id: &'a str,
    /// The gateway's password.
    pub password: &'a str,
}

/// How what is filled in is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// In an address or a form.
    Percent,
    /// Within a JSON string.
    Json,
    /// In a header: whatever could end its line is left out.
    Header,
}

impl Template {
    /// Reads a template. Braces that are none of the places are plain text, as JSON has them.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((at, name, place)) = Self::first(rest) {
            pieces.push(Piece::Plain(rest[..at].to_owned()));
            pieces.push(Piece::Filled(place));
            rest = &rest[at + name.len()..];
        }
        pieces.push(Piece::Plain(rest.to_owned()));
        Self(pieces)
    }

    fn first(text: &str) -> Option<(usize, &'static str, Place)> {
        let found = Place::ALL.iter().filter_map(|(name, place)| text.find(name).map(|at| (at, *name, *place)));
        found.min_by_key(|(at, ..)| *at)
    }

    /// Whether something is filled in there.
    pub fn has(&self, place: Place) -> bool {
        self.0.contains(&Piece::Filled(place))
    }

    /// The text with every place filled.
    pub fn fill(&self, filling: &Filling<'_>, escape: Escape) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Filled(place) => {
                    let value = match place {
                        Place::To => filling.to,
                        Place::Text => filling.text,
                        Place::Id => filling.id,
                        Place::Password => filling.password,
                    };
                    escape.write(value, &mut out);
                }
            }
        }
        out
    }
}

impl Escape {
    fn write(self, value: &str, out: &mut String) {
        match self {
            Self::Percent => {
                for byte in value.bytes() {
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        out.push(char::from(byte));
                    } else {
                        let _ = write!(out, "%{byte:02X}");
                    }
                }
            }
            Self::Json => {
                let quoted = serde_json::to_string(value).expect("a text is a JSON string");
                out.push_str(&quoted[1..quoted.len() - 1]);
            }
            Self::Header => out.extend(value.chars().filter(|c| !c.is_control())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLING: Filling<'_> =
        Filling { to: "+37491000001", text: "«Ա» & \"b\"\n\\{to}", id: "7@x", password: "p\r\nEvil: 1" };

    fn filled(template: &str, escape: Escape) -> String {
        Template::parse(template).fill(&FILLING, escape)
    }

    #[test]
    fn what_is_filled_in_stays_what_it_is_where_it_stands_s7() {
        let json = filled(r#"{"to": "{to}", "text": "{text}", "deep": {"id": "{id}"}}"#, Escape::Json);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["text"], FILLING.text);
        assert_eq!((read["to"].as_str(), read["deep"]["id"].as_str()), (Some("+37491000001"), Some("7@x")));
        let form = filled("to={to}&text={text}&x=1", Escape::Percent);
        assert_eq!(form, "to=%2B37491000001&text=%C2%AB%D4%B1%C2%BB%20%26%20%22b%22%0A%5C%7Bto%7D&x=1");
        assert_eq!(filled("Bearer {password}", Escape::Header), "Bearer pEvil: 1");
    }

    #[test]
    fn braces_that_are_no_place_are_text() {
        assert_eq!(filled("{}{{to}}{ text}{", Escape::Percent), "{}{%2B37491000001}{ text}{");
        assert!(Template::parse("a{id}").has(Place::Id) && !Template::parse("a{ id}").has(Place::Id));
    }
}
