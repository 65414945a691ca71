//! Sheets of two people at one browser, sent as they stand on pages that were opened before.

use crate::support::{Browser, Page, anna_with};

/// Another person's sheet.
pub fn boris(contact: &str) -> Vec<(&str, &str)> {
    anna_with(&[("family", "Петров"), ("given", "Борис"), ("document", "4510 999999"), ("contact", contact)])
}

/// What a page's first form states, as it sends it.
fn place(page: &Page) -> Vec<(String, String)> {
    let mut all = page.hidden();
    let next = all.iter().skip(1).position(|(name, _)| *name == all[0].0);
    all.truncate(next.map_or(all.len(), |next| next + 1));
    all
}

/// Sends a page's first form as it stands.
pub async fn sent(visitor: &mut Browser, form: &Page, fields: &[(&str, &str)]) -> Page {
    let place = place(form);
    let place = place.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    visitor.post(&form.action(), &fields.iter().copied().chain(place).collect::<Vec<_>>()).await
}

/// Presses a button of the form that goes along with a page, in a language.
pub async fn pressed(visitor: &mut Browser, page: &Page, language: &str, only: &str) -> Page {
    let html = page.html();
    let form = html.split("<form id=\"data\"").nth(1).expect("a form that goes along").split("</form>").next().unwrap();
    let fields = Page { status: page.status, head: String::new(), bytes: form.as_bytes().to_vec() }.hidden();
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("only", only)]);
    visitor.post(&format!("/form?lang={language}"), &fields.collect::<Vec<_>>()).await
}

/// Consents for the person of a sheet that came along, and sends it.
pub async fn agreed(visitor: &mut Browser, consent: &Page, sheet: &[(&str, &str)]) -> Page {
    let form = sent(visitor, consent, &[("agree", "1")]).await;
    for (_, typed) in sheet {
        assert!(form.html().contains(&format!("value=\"{typed}\"")), "{typed} in {}", form.text());
    }
    sent(visitor, &form, sheet).await
}
