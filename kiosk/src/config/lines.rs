//! Where a field stands in a TOML text, for messages. It looks for names, it does not parse.

/// The line of a byte, counted from 1.
pub(super) fn of_byte(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count() + 1
}

/// The line of `field` or `section.field`, counted from 1; the line of the section where only that is found, else 1.
pub(super) fn of_field(text: &str, field: &str) -> usize {
    let (section, name) = match field.split_once('.') {
        Some((section, name)) => (section, name),
        None => ("", field),
    };
    let mut inside = String::new();
    let mut section_line = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if let Some(header) = line.strip_prefix('[') {
            header.split(']').next().unwrap_or_default().trim().clone_into(&mut inside);
            if inside == section || inside == field {
                section_line.get_or_insert(index + 1);
            }
            continue;
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        if line.contains('=') && inside == section && key == name {
            return index + 1;
        }
    }
    section_line.unwrap_or(1)
}
